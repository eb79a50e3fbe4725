package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// Some objects cannot be written as JSON at all, such as those with a year beyond 9999: others are tried then.
const attemptsPerObject = 4

type family struct {
	Kind     string   `json:"kind"`
	Versions []string `json:"versions"`
}

type sample struct {
	Name  string `json:"name"`
	From  string `json:"from"`
	To    string `json:"to"`
	Input any    `json:"input"`
	answer
}

// generate writes count objects of the kind, of one version after the other, each converted to every other version. The
// same seed gives the same objects, whatever other families there are.
func generate(one family, seed int64, count int, out *json.Encoder) error {
	kinds := recognized(one)
	if len(kinds) < 2 {
		return nil
	}
	made := 0
	for attempt := 0; made < count && attempt < count*attemptsPerObject; attempt++ {
		kind := kinds[made%len(kinds)]
		input, err := randomObject(kind, rand.New(rand.NewSource(seed^int64(hashOf(kind, attempt)))))
		if err != nil {
			continue
		}
		if err := writeSamples(fmt.Sprintf("fuzz-%04d", made), input, kind, kinds, out); err != nil {
			return err
		}
		made++
	}
	if made < count {
		return errors.New("too few objects of kind " + one.Kind + " can be written as JSON")
	}
	return nil
}

func writeSamples(name string, input json.RawMessage, from schema.GroupVersionKind, kinds []schema.GroupVersionKind, out *json.Encoder) error {
	shown, err := plain(input)
	if err != nil {
		return err
	}
	for _, to := range kinds {
		if to == from {
			continue
		}
		version := to.GroupVersion().String()
		result := convertAlone(request{Input: input, To: version})
		next := sample{Name: name, From: from.GroupVersion().String(), To: version, Input: shown, answer: result}
		if err := out.Encode(next); err != nil {
			return err
		}
	}
	return nil
}

// randomObject is filled by upstream's own fuzzers in its internal version, or here in its own version.
func randomObject(kind schema.GroupVersionKind, random *rand.Rand) (result json.RawMessage, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	object, err := legacyscheme.Scheme.New(kind)
	if err != nil {
		return nil, err
	}
	if random.Intn(2) == 0 {
		versionedFiller(random).Fill(object)
		return handedOver(object, kind)
	}
	internal, err := legacyscheme.Scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
	if err != nil {
		return nil, err
	}
	internalFiller(random).Fill(internal)
	object, err = legacyscheme.Scheme.ConvertToVersion(internal, kind.GroupVersion())
	if err != nil {
		return nil, err
	}
	return handedOver(object, kind)
}

func recognized(one family) (kinds []schema.GroupVersionKind) {
	for _, version := range one.Versions {
		kind := schema.FromAPIVersionAndKind(version, one.Kind)
		if legacyscheme.Scheme.Recognizes(kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

func hashOf(kind schema.GroupVersionKind, attempt int) uint64 {
	hash := fnv.New64a()
	fmt.Fprintf(hash, "%s %d", kind, attempt)
	return hash.Sum64()
}
