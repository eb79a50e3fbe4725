package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	v1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	watchtools "k8s.io/client-go/tools/watch"
)

// record is what informers and a watch were told, by kind and object.
type record struct {
	mutex   sync.Mutex
	events  map[string][]string
	watched map[string][]string
	resyncs map[string]int
	lists   map[string]int
}

func newRecord() *record {
	empty := func() map[string][]string { return map[string][]string{} }
	return &record{events: empty(), watched: empty(), resyncs: map[string]int{}, lists: map[string]int{}}
}

// follow has the informers, and a watch of Ingresses that goes on from where it was, write down what they are told.
func (seen *record) follow(ctx context.Context, client kubernetes.Interface, namespace string, kinds []kind) error {
	for _, each := range kinds {
		name := each.name
		handlers := cache.ResourceEventHandlerFuncs{
			AddFunc:    func(object any) { seen.event(name, "add", object) },
			UpdateFunc: func(old any, object any) { seen.update(name, old, object) },
			DeleteFunc: func(object any) { seen.event(name, "delete", object) },
		}
		if _, err := each.informer.AddEventHandler(handlers); err != nil {
			return err
		}
	}
	_, version, err := kinds[0].list(ctx)
	if err != nil {
		return err
	}
	watching := func(ctx context.Context, options v1.ListOptions) (watch.Interface, error) {
		return client.NetworkingV1().Ingresses(namespace).Watch(ctx, options)
	}
	watcher, err := watchtools.NewRetryWatcherWithContext(ctx, version, &cache.ListWatch{WatchFuncWithContext: watching})
	if err != nil {
		return err
	}
	go func() {
		for event := range watcher.ResultChan() {
			seen.watch(string(event.Type), event.Object)
		}
	}()
	return nil
}

func (seen *record) event(kind string, what string, object any) {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	key := fmt.Sprintf("%s %s", kind, nameOf(object))
	seen.events[key] = append(seen.events[key], what)
}

func (seen *record) update(kind string, old any, object any) {
	if versionOf(old) != versionOf(object) {
		seen.event(kind, "update", object)
		return
	}
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	seen.resyncs[kind]++
}

func (seen *record) watch(what string, object runtime.Object) {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	name := nameOf(object)
	seen.watched[name] = append(seen.watched[name], what)
}

// waitForRest waits until each informer has told of its objects again, and the watch of the last change.
func (seen *record) waitForRest(ctx context.Context, kinds []kind) error {
	for _, each := range kinds {
		for seen.resyncsOf(each.name) == 0 || !seen.watchedUntil("second-0", watch.Deleted) {
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s: no resync, or the watch has ended: %v", each.name, seen.watched)
			case <-time.After(settle):
			}
		}
	}
	return nil
}

func (seen *record) watchedUntil(name string, last watch.EventType) bool {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	return slices.Contains(seen.watched[name], string(last))
}

func (seen *record) resyncsOf(kind string) int {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	return seen.resyncs[kind]
}

func (seen *record) summary(stores map[string]json.RawMessage) map[string]any {
	seen.mutex.Lock()
	defer seen.mutex.Unlock()
	return map[string]any{"events": seen.events, "watched": seen.watched, "lists": seen.lists, "stores": stores}
}

// counting counts what an informer asks for when it begins, or begins anew; its own lists have a limit or a version.
type counting struct {
	inner http.RoundTripper
	seen  *record
}

func (round counting) RoundTrip(request *http.Request) (*http.Response, error) {
	query := request.URL.Query()
	isList := request.Method == http.MethodGet && !query.Has("watch") && query.Has("resourceVersion")
	if isList || query.Get("sendInitialEvents") == "true" {
		parts := strings.Split(request.URL.Path, "/")
		round.seen.mutex.Lock()
		round.seen.lists[parts[len(parts)-1]]++
		round.seen.mutex.Unlock()
	}
	return round.inner.RoundTrip(request)
}

func nameOf(object any) string {
	if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
		object = gone.Obj
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return fmt.Sprintf("%T", object)
	}
	return accessor.GetName()
}

func versionOf(object any) string {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return ""
	}
	return accessor.GetResourceVersion()
}

func objectsIn(store cache.Store) []runtime.Object {
	objects := []runtime.Object{}
	for _, item := range store.List() {
		if object, ok := item.(runtime.Object); ok {
			objects = append(objects, object)
		}
	}
	return objects
}

// textOf writes objects in the order of their names, without who manages their fields: that is in no list through the gateway.
func textOf(objects []runtime.Object) string {
	copies := []runtime.Object{}
	for _, object := range objects {
		copied := object.DeepCopyObject()
		if accessor, err := meta.Accessor(copied); err == nil {
			accessor.SetManagedFields(nil)
		}
		copies = append(copies, copied)
	}
	slices.SortFunc(copies, func(a, b runtime.Object) int { return strings.Compare(nameOf(a), nameOf(b)) })
	text, err := json.Marshal(copies)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
