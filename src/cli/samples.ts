/** A fleet of five Kubernetes versions, in the form of a fleet file, for `karmorph serve --embedded`. */
export const SAMPLE_FLEET = `
apiVersion: karmorph.io/v1alpha1
kind: Fleet
controlPlane: {kubernetesVersion: "1.34"}
members:
  - {name: edge-1-18, kubernetesVersion: "1.18"}
  - {name: factory-1-21, kubernetesVersion: "1.21"}
  - {name: office-1-24, kubernetesVersion: "1.24"}
  - {name: cloud-1-34, kubernetesVersion: "1.34"}
  - {name: cloud-1-37, kubernetesVersion: "1.37"}
`;

/** Templates as a user of today's Kubernetes writes them: exact and prefix paths, a named port, behaviour, a time zone. */
export const SAMPLE_TEMPLATES = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: default
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /healthz
            pathType: Exact
            backend: {service: {name: shop, port: {name: http}}}
          - path: /
            pathType: Prefix
            backend: {service: {name: shop, port: {number: 8080}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: shop
  namespace: default
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 300
      policies: [{type: Pods, value: 1, periodSeconds: 60}]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: shop-report
  namespace: default
spec:
  schedule: "0 6 * * *"
  timeZone: Europe/Berlin
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - {name: report, image: "shop.example.com/report:1"}
`;
