/**
 * AdmissionReviews of the templates that teams apply most, of their usual size, as an API server sends them: the n-th one of a row in
 * which each has a uid of its own, and is of another release where it is `fresh`.
 */
export function admissionReview(n: number, mix: 'fresh' | 'repeated'): string {
  const index = n % texts.length;
  const uid = `${n.toString(16).padStart(8, '0')}-6393-11e8-b7cc-42010a80000${String(index)}`;
  const text = (texts[index] ?? '').replace(NO_UID, uid);
  return mix === 'fresh' ? text.replaceAll('4.2.1', `4.2.${String(n)}`) : text;
}

/** How many of them differ in more than uid and release. */
export const REVIEWS = 8;

const NO_UID = '00000000-6393-11e8-b7cc-42010a800000';

interface Template {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly spec: object;
}

function reviewOf(object: Template): object {
  const [group = '', version = ''] = object.apiVersion.split('/');
  const kind = { group, version, kind: object.kind };
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: NO_UID,
      ...{ kind, requestKind: kind },
      resource: { group, version, resource: `${object.kind.toLowerCase()}s` },
      ...{ name: 'shop', namespace: 'shops', operation: 'CREATE', dryRun: false },
      userInfo: { username: 'jane', groups: ['developers', 'system:authenticated'] },
      object,
      ...{ oldObject: null, options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', fieldManager: 'kubectl' } },
    },
  };
}

function metadata(): object {
  return {
    ...{ name: 'shop', namespace: 'shops', creationTimestamp: '2026-01-01T00:00:00Z', generation: 1 },
    labels: {
      app: 'shop',
      team: 'payments',
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/version': '4.2.1',
    },
    annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'shops' },
    managedFields: [
      {
        ...{
          manager: 'helm',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-01-01T00:00:00Z',
          fieldsType: 'FieldsV1',
        },
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {}, 'f:team': {} }, 'f:annotations': { '.': {} } },
        },
      },
    ],
  };
}

function container(name: string): object {
  const probe = { httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' }, periodSeconds: 10, timeoutSeconds: 1 };
  return {
    ...{ name, image: `registry.example.com/${name}:4.2.1`, imagePullPolicy: 'IfNotPresent', args: ['--verbose'] },
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    env: Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${String(i)}`, value: `value-${String(i)}` })),
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    ...{ livenessProbe: probe, readinessProbe: probe, terminationMessagePath: '/dev/termination-log' },
    volumeMounts: [{ name: 'config', mountPath: '/etc/shop', readOnly: true }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
}

function pod(): object {
  return {
    metadata: { labels: { app: 'shop', team: 'payments' } },
    spec: {
      containers: [container('shop'), container('sidecar')],
      volumes: [{ name: 'config', configMap: { name: 'shop', defaultMode: 420 } }],
      ...{
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        terminationGracePeriodSeconds: 30,
        schedulerName: 'default-scheduler',
      },
      topologySpreadConstraints: [
        {
          ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
          labelSelector: { matchLabels: { app: 'shop' } },
        },
      ],
    },
  };
}

const selector = { matchLabels: { app: 'shop' } };

function deployment(): Template {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } };
  const spec = { replicas: 3, selector, template: pod(), strategy, revisionHistoryLimit: 10 };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata(), spec };
}

function statefulSet(): Template {
  const spec = { replicas: 3, selector, serviceName: 'shop', template: pod(), podManagementPolicy: 'OrderedReady' };
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: metadata(), spec };
}

function ingress(): Template {
  const paths = Array.from({ length: 6 }, (_, i) => ({
    ...{ path: `/section-${String(i)}`, pathType: 'Prefix' },
    backend: { service: { name: `backend-${String(i)}`, port: { number: 8000 + i } } },
  }));
  const hosts = ['shop.example.com', 'www.shop.example.com'];
  const rules = hosts.map((host) => ({ host, http: { paths } }));
  const spec = { ingressClassName: 'nginx', tls: [{ hosts, secretName: 'shop-tls' }], rules };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: metadata(), spec };
}

function autoscaler(): Template {
  const spec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
    ...{ minReplicas: 2, maxReplicas: 10 },
    metrics: ['cpu', 'memory'].map((name) => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization: 70 } },
    })),
    behavior: {
      scaleDown: { stabilizationWindowSeconds: 120, policies: [{ type: 'Percent', value: 50, periodSeconds: 60 }] },
    },
  };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: metadata(), spec };
}

function cronJob(): Template {
  const jobTemplate = { spec: { backoffLimit: 3, template: pod() } };
  const spec = { schedule: '*/5 * * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid', jobTemplate };
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: metadata(), spec };
}

function budget(): Template {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(),
    spec: { minAvailable: 1, selector },
  };
}

const templates = [deployment(), ingress(), autoscaler(), cronJob(), statefulSet(), budget(), deployment(), ingress()];
const texts = templates.map((template) => JSON.stringify(reviewOf(template)));
