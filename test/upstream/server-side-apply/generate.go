// Makes cases.jsonl: a configuration applied to a Deployment that several managers have written, and what structured-merge-diff makes of it.
// The argument is api/openapi-spec/swagger.json of a Kubernetes release. The random objects are those of ../strategic-merge/generate.go.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/merge"
	"sigs.k8s.io/structured-merge-diff/v6/typed"
)

const (
	cases   = 30
	version = "apps/v1"
	applier = "a"
)

type sameVersion struct{}

func (sameVersion) Convert(value *typed.TypedValue, _ fieldpath.APIVersion) (*typed.TypedValue, error) {
	return value, nil
}
func (sameVersion) IsMissingVersionError(error) bool { return false }

type scene struct {
	random    *rand.Rand
	converter managedfields.TypeConverter
	updater   merge.Updater
	live      *typed.TypedValue
	managers  fieldpath.ManagedFields
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var document struct {
		Definitions map[string]*spec.Schema `json:"definitions"`
	}
	check(json.Unmarshal([]byte(strings.ReplaceAll(string(text), "#/definitions/", "#/components/schemas/")), &document))
	converter, err := managedfields.NewTypeConverter(document.Definitions, false)
	check(err)
	random := rand.New(rand.NewSource(11))
	for i := 0; i < cases; i++ {
		s := &scene{random: random, converter: converter, updater: merge.Updater{Converter: sameVersion{}}, managers: fieldpath.ManagedFields{}}
		s.live = s.typed(object{"apiVersion": version, "kind": "Deployment"})
		for step := random.Intn(3); step >= 0; step-- {
			s.write(one(random, "a", "b", "c").(string))
		}
		fmt.Println(string(encode(s.apply(deployment(random)))))
	}
}

// write makes a random Deployment of the object: c updates, a and b apply.
func (s *scene) write(manager string) {
	next := s.typed(deployment(s.random))
	var err error
	if manager == "c" {
		_, s.managers, err = s.updater.Update(s.live, next, version, s.managers, manager)
	} else if next, s.managers, err = s.updater.Apply(s.live, next, version, s.managers, manager, true); next == nil {
		next = s.live
	}
	check(err)
	s.live = next
}

func (s *scene) apply(config object) object {
	others := []object{}
	for _, name := range []string{"b", "c"} {
		if manager, ok := s.managers[name]; ok {
			others = append(others, object{"who": name, "fields": fields(manager)})
		}
	}
	made := object{"live": s.object(s.live), "config": config, "last": fields(s.managers[applier]), "others": others}
	conflicts := []string{}
	if _, _, err := s.updater.Apply(s.live, s.typed(config), version, s.managers.Copy(), applier, false); err != nil {
		for _, conflict := range err.(merge.Conflicts) {
			conflicts = append(conflicts, conflict.Manager+" "+conflict.Path.String())
		}
	}
	next, managers, err := s.updater.Apply(s.live, s.typed(config), version, s.managers.Copy(), applier, true)
	check(err)
	if next == nil {
		next = s.live
	}
	made["want"] = object{"object": s.object(next), "fields": fields(managers[applier]), "conflicts": conflicts}
	return made
}

func (s *scene) typed(value object) *typed.TypedValue {
	var plain any
	check(json.Unmarshal(encode(value), &plain))
	made, err := s.converter.ObjectToTyped(&unstructured.Unstructured{Object: integers(plain).(object)}, typed.AllowDuplicates)
	check(err)
	return made
}

func (s *scene) object(value *typed.TypedValue) object {
	made, err := s.converter.TypedToObject(value)
	check(err)
	plain, err := runtime.DefaultUnstructuredConverter.ToUnstructured(made)
	check(err)
	return plain
}

func fields(set fieldpath.VersionedSet) json.RawMessage {
	if set == nil {
		return json.RawMessage("{}")
	}
	text, err := set.Set().ToJSON()
	check(err)
	return text
}

func integers(value any) any {
	switch typed := value.(type) {
	case map[string]any:
		for key, item := range typed {
			typed[key] = integers(item)
		}
	case []any:
		for index, item := range typed {
			typed[index] = integers(item)
		}
	case float64:
		return int64(typed)
	}
	return value
}
