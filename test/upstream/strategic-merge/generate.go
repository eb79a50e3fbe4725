// Makes cases.jsonl: patches between random Deployments by the rules of kubectl, and what an API server makes of each.
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

const cases = 40

type object = map[string]any

func main() {
	random := rand.New(rand.NewSource(7))
	meta, err := strategicpatch.NewPatchMetaFromStruct(&appsv1.Deployment{})
	check(err)
	for i := 0; i < cases; i++ {
		before, after, live := encode(deployment(random)), encode(deployment(random)), encode(deployment(random))
		var patch []byte
		if i%2 == 0 {
			live = before
			patch, err = strategicpatch.CreateTwoWayMergePatch(before, after, &appsv1.Deployment{})
		} else {
			patch, err = strategicpatch.CreateThreeWayMergePatch(before, after, live, meta, true)
		}
		check(err)
		result, err := strategicpatch.StrategicMergePatch(live, patch, &appsv1.Deployment{})
		check(err)
		fmt.Println(string(encode(map[string]json.RawMessage{"object": live, "patch": patch, "want": result})))
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func encode(value any) []byte {
	text, err := json.Marshal(value)
	check(err)
	return text
}

// some of the values, in any order.
func some(random *rand.Rand, values ...any) []any {
	taken := []any{}
	for _, i := range random.Perm(len(values)) {
		if random.Intn(3) > 0 {
			taken = append(taken, values[i])
		}
	}
	return taken
}

func one(random *rand.Rand, values ...any) any { return values[random.Intn(len(values))] }

// each makes a list with an object for some of the keys.
func each(random *rand.Rand, keys []any, make func(key any) object) []any {
	list := []any{}
	for _, key := range some(random, keys...) {
		list = append(list, make(key))
	}
	return list
}

func container(random *rand.Rand, name any) object {
	made := object{"name": name, "image": one(random, "a:1", "a:2", "b:1")}
	maybe := func(field string, value any) {
		if random.Intn(2) == 0 {
			made[field] = value
		}
	}
	maybe("env", each(random, []any{"A", "B", "C", "D"}, func(key any) object {
		if random.Intn(3) == 0 {
			return object{"name": key, "valueFrom": object{"configMapKeyRef": object{"name": one(random, "x", "y"), "key": "k"}}}
		}
		return object{"name": key, "value": one(random, "1", "2")}
	}))
	maybe("ports", each(random, []any{80, 81, 82}, func(key any) object {
		return object{"containerPort": key, "protocol": one(random, "TCP", "UDP")}
	}))
	maybe("args", some(random, "x", "y", "z"))
	maybe("resources", object{"limits": object{"cpu": one(random, "1", "2")}})
	maybe("volumeMounts", each(random, []any{"/a", "/b", "/c"}, func(key any) object {
		return object{"mountPath": key, "name": one(random, "v1", "v2")}
	}))
	return made
}

func deployment(random *rand.Rand) object {
	pod := object{"containers": each(random, []any{"one", "two", "three"}, func(key any) object { return container(random, key) })}
	metadata := object{"name": "d", "labels": object{"a": one(random, "1", "2")}}
	if random.Intn(2) == 0 {
		metadata["finalizers"] = some(random, "f/a", "f/b", "f/c", "f/d")
		pod["tolerations"] = []any{object{"key": one(random, "a", "b"), "operator": "Exists"}}
	}
	if random.Intn(2) == 0 {
		pod["volumes"] = each(random, []any{"v1", "v2", "v3"}, func(key any) object {
			if random.Intn(2) == 0 {
				return object{"name": key, "emptyDir": object{}}
			}
			return object{"name": key, "secret": object{"secretName": one(random, "x", "y")}}
		})
	}
	spec := object{"replicas": one(random, 1, 2), "template": object{"spec": pod}}
	if random.Intn(2) == 0 {
		spec["strategy"] = one(random, object{"type": "Recreate"}, object{"type": "RollingUpdate", "rollingUpdate": object{"maxSurge": 1}})
	}
	return object{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
}
