package main

import (
	"math/rand"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsfuzzer "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/fuzzer"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/apimachinery/pkg/api/apitesting/fuzzer"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	apitesting "k8s.io/kubernetes/pkg/api/testing"
	"k8s.io/kubernetes/pkg/apis/core"
	"sigs.k8s.io/randfill"
)

// internalFiller is upstream's own: any text and any number in any field, but few lists with more than one item. Pods are
// small, since no conversion here looks into them.
func internalFiller(random *rand.Rand) *randfill.Filler {
	functions := fuzzer.MergeFuzzerFuncs(apitesting.FuzzerFuncs, apiextensionsfuzzer.Funcs)
	return fuzzer.FuzzerFor(functions, random, legacyscheme.Codecs).Funcs(
		fillRawExtension,
		func(spec *core.PodSpec, _ randfill.Continue) { spec.Containers = []core.Container{{Name: "c"}} },
		func(schema *apiextensions.JSONSchemaProps, _ randfill.Continue) { schema.Type = "object" },
	)
}

// versionedFiller has few values, so that the ones that conversions look at are frequent, and more empty and absent fields.
func versionedFiller(random *rand.Rand) *randfill.Filler {
	return randfill.New().RandSource(random).NilChance(.35).NumElements(0, 3).MaxDepth(14).Funcs(
		fillRawExtension,
		fillIntOrString,
		fillObjectMeta,
		fillSchema,
		fillSchemaV1beta1,
		func(text *string, c randfill.Continue) { *text = oneOf(c, words) },
		func(number *int32, c randfill.Continue) { *number = int32(c.Intn(4)) },
		func(number *int64, c randfill.Continue) { *number = int64(c.Intn(4)) },
		func(quantity *resource.Quantity, c randfill.Continue) {
			*quantity = resource.MustParse(oneOf(c, quantities))
		},
		func(json *apiextensionsv1.JSON, c randfill.Continue) { json.Raw = []byte(oneOf(c, jsonValues)) },
		func(json *apiextensionsv1beta1.JSON, c randfill.Continue) { json.Raw = []byte(oneOf(c, jsonValues)) },
		func(spec *corev1.PodSpec, _ randfill.Continue) { spec.Containers = []corev1.Container{{Name: "c"}} },
		func(time *metav1.Time, c randfill.Continue) {
			if c.Bool() {
				*time = metav1.Unix(1600000000+int64(c.Intn(1000)), 0)
			}
		},
		func(time *metav1.MicroTime, c randfill.Continue) {
			if c.Bool() {
				*time = metav1.NewMicroTime(metav1.Unix(1600000000, 123000).Time)
			}
		},
	)
}

func oneOf(c randfill.Continue, values []string) string {
	return values[c.Intn(len(values))]
}

func fillRawExtension(raw *runtime.RawExtension, c randfill.Continue) {
	if c.Bool() {
		raw.Raw = []byte(`{"b":{"c":1}}`)
	}
}

func fillIntOrString(value *intstr.IntOrString, c randfill.Continue) {
	if c.Bool() {
		*value = intstr.FromInt32([]int32{0, 80}[c.Intn(2)])
	} else {
		*value = intstr.FromString(oneOf(c, []string{"", "http", "25%"}))
	}
}

func fillObjectMeta(meta *metav1.ObjectMeta, c randfill.Continue) {
	meta.Name = "n"
	for c.Intn(3) == 0 {
		if meta.Annotations == nil {
			meta.Annotations = map[string]string{}
		}
		meta.Annotations[oneOf(c, annotationKeys)] = oneOf(c, annotationValues)
	}
	if c.Intn(3) == 0 {
		meta.Labels = map[string]string{"app": oneOf(c, words)}
	}
}

func fillSchema(schema *apiextensionsv1.JSONSchemaProps, c randfill.Continue) {
	schema.Type = "object"
	if c.Bool() {
		schema.Default = &apiextensionsv1.JSON{Raw: []byte("{}")}
	}
	if c.Bool() {
		schema.Properties = map[string]apiextensionsv1.JSONSchemaProps{"a": {
			Items:                &apiextensionsv1.JSONSchemaPropsOrArray{Schema: &apiextensionsv1.JSONSchemaProps{}},
			AdditionalProperties: &apiextensionsv1.JSONSchemaPropsOrBool{Allows: c.Bool()},
			Enum:                 []apiextensionsv1.JSON{{Raw: []byte("null")}, {Raw: []byte("2")}},
		}}
	}
}

func fillSchemaV1beta1(schema *apiextensionsv1beta1.JSONSchemaProps, c randfill.Continue) {
	schema.Type = "object"
	if c.Bool() {
		schema.Default = &apiextensionsv1beta1.JSON{Raw: []byte("{}")}
	}
	if c.Bool() {
		schema.Properties = map[string]apiextensionsv1beta1.JSONSchemaProps{"a": {
			Items:                &apiextensionsv1beta1.JSONSchemaPropsOrArray{Schema: &apiextensionsv1beta1.JSONSchemaProps{}},
			AdditionalProperties: &apiextensionsv1beta1.JSONSchemaPropsOrBool{Allows: c.Bool()},
			Enum:                 []apiextensionsv1beta1.JSON{{Raw: []byte("null")}, {Raw: []byte("2")}},
		}}
	}
}
