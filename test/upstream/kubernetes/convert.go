package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

type request struct {
	Input json.RawMessage `json:"input"`
	To    string          `json:"to"`
}

// answer has an object or why there is none. Any value, so that its keys are written in order.
type answer struct {
	Expected any    `json:"expected,omitempty"`
	Error    string `json:"error,omitempty"`
}

func convertAlone(one request) answer {
	result, err := converted(one.Input, one.To)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Expected: result}
}

// converted decodes, converts through the internal version and encodes, as an API server does. It defaults nothing.
func converted(input json.RawMessage, to string) (any, error) {
	object, kind, err := decode(input)
	if err != nil {
		return nil, err
	}
	target, err := schema.ParseGroupVersion(to)
	if err != nil {
		return nil, err
	}
	result, err := throughInternal(object, target.WithKind(kind.Kind))
	if err != nil {
		return nil, err
	}
	return plain(result)
}

// handedOver is the object as an API server hands it over: with its version's defaults, read and written once. One that the
// server would refuse, since it cannot be converted at all, has the defaults alone: every conversion of it is an error.
func handedOver(object runtime.Object, kind schema.GroupVersionKind) (json.RawMessage, error) {
	object.GetObjectKind().SetGroupVersionKind(kind)
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	read, _, err := decode(text)
	if err != nil {
		return nil, err
	}
	legacyscheme.Scheme.Default(read)
	if written, err := throughInternal(read, kind); err == nil {
		return json.Marshal(written)
	}
	return json.Marshal(read)
}

func decode(text json.RawMessage) (runtime.Object, schema.GroupVersionKind, error) {
	var meta runtime.TypeMeta
	if err := json.Unmarshal(text, &meta); err != nil {
		return nil, schema.GroupVersionKind{}, err
	}
	kind := schema.FromAPIVersionAndKind(meta.APIVersion, meta.Kind)
	object, err := legacyscheme.Scheme.New(kind)
	if err != nil {
		return nil, kind, err
	}
	return object, kind, json.Unmarshal(text, object)
}

func throughInternal(object runtime.Object, to schema.GroupVersionKind) (result runtime.Object, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	internal, err := legacyscheme.Scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
	if err != nil {
		return nil, err
	}
	result, err = legacyscheme.Scheme.ConvertToVersion(internal, to.GroupVersion())
	if err != nil {
		return nil, err
	}
	result.GetObjectKind().SetGroupVersionKind(to)
	return result, nil
}

// plain is the JSON value of anything that can be encoded. Numbers keep their digits.
func plain(value any) (result any, err error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&result)
	return result, err
}
