package main

// What conversions look at, and a few values that they do not.
var words = []string{
	"", "a", "b", "a/b", "a/b/c", "*", "v1", "None", "Exists", "DoesNotExist", "RollingUpdate", "Limited", "Exempt", "Webhook",
	"cpu", "memory", "Resource", "Object", "Pods", "External", "ContainerResource",
	"User", "Group", "ServiceAccount", "system:authenticated", "rbac.authorization.k8s.io", "rbac.authorization.k8s.io/v1alpha1",
	"kubernetes.io/hostname", "topology.kubernetes.io/zone", "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match",
}

var quantities = []string{"0", "1", "100m", "5Gi", "2.5"}

var jsonValues = []string{"1", `"a"`, "null", `{"a":null}`, "[]"}

// The annotations in which versions keep what they have no field for.
var annotationKeys = []string{
	"example.com/a",
	"deprecated.deployment.rollback.to",
	"deprecated.daemonset.template.generation",
	"flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares",
	"autoscaling.alpha.kubernetes.io/metrics",
	"autoscaling.alpha.kubernetes.io/behavior",
	"autoscaling.alpha.kubernetes.io/scale-up-tolerance",
	"autoscaling.alpha.kubernetes.io/conditions",
	"autoscaling.alpha.kubernetes.io/current-metrics",
}

var annotationValues = []string{
	"", "0", "3", "-4", "+7", "x", "007", "1_0", "100m", "[]", "null", "{}", "9223372036854775807", "9223372036854775808",
	`[{"type":"Pods","pods":{"metricName":"m","targetAverageValue":"5"}}]`,
	`[{"type":"AbleToScale","status":"True"}]`,
	`{"ScaleUp":{"SelectPolicy":"Max","Policies":null}}`,
	`{"ScaleUp":null,"ScaleDown":null}`,
	`{"scaledown":{"stabilizationwindowseconds":5}}`,
}
