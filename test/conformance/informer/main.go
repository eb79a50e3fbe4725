// A client that watches as controllers do: shared informers, and a watch that goes on by itself. It makes, changes and deletes objects, waits
// for a line of standard input, does so again, and prints what it was told and what it has in store.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	resync = time.Second
	limit  = 40 * time.Second
	settle = 100 * time.Millisecond
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the server")
	namespace := flag.String("namespace", "", "where to work")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := run(ctx, *kubeconfig, *namespace); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig string, namespace string) error {
	seen := newRecord()
	// Controllers ask for protobuf, and take JSON where there is none. What is sent in protobuf is not converted.
	client, err := connect(kubeconfig, "", seen)
	if err != nil {
		return err
	}
	writer, err := connect(kubeconfig, "application/json", seen)
	if err != nil {
		return err
	}
	object := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: namespace}}
	if _, err := writer.CoreV1().Namespaces().Create(ctx, object, meta.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
		return err
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, resync, informers.WithNamespace(namespace))
	kinds := kindsOf(writer, factory, namespace)
	if err := seen.follow(ctx, client, namespace, kinds); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	for of, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("the informer of %v never synced", of)
		}
	}
	if err := churn(ctx, kinds, "first"); err != nil {
		return err
	}
	if err := waitUntilSame(ctx, kinds); err != nil {
		return err
	}
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\n')
	if err := churn(ctx, kinds, "second"); err != nil {
		return err
	}
	if err := waitUntilSame(ctx, kinds); err != nil {
		return err
	}
	if err := seen.waitForRest(ctx, kinds); err != nil {
		return err
	}
	return report(ctx, kinds, seen)
}

// connect gives a client that counts its lists.
func connect(kubeconfig string, contentType string, seen *record) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	config.ContentType = contentType
	config.AcceptContentTypes = contentType
	config.Wrap(func(inner http.RoundTripper) http.RoundTripper { return counting{inner, seen} })
	return kubernetes.NewForConfig(config)
}

// churn makes four objects of each kind, changes them all, and deletes one.
func churn(ctx context.Context, kinds []kind, prefix string) error {
	for _, each := range kinds {
		steps := []func(ctx context.Context, name string) error{each.create, each.change}
		for _, step := range steps {
			for number := range 4 {
				if err := step(ctx, fmt.Sprintf("%s-%d", prefix, number)); err != nil {
					return fmt.Errorf("%s %s-%d: %w", each.name, prefix, number, err)
				}
			}
		}
		if err := each.remove(ctx, prefix+"-0"); err != nil {
			return fmt.Errorf("%s %s-0: %w", each.name, prefix, err)
		}
	}
	return nil
}

// waitUntilSame waits until every store has what the server lists.
func waitUntilSame(ctx context.Context, kinds []kind) error {
	for _, each := range kinds {
		for {
			listed, err := listedText(ctx, each)
			if err != nil {
				return err
			}
			if listed == storedText(each) {
				break
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s: the store has\n%s\nand the list\n%s", each.name, storedText(each), listed)
			case <-time.After(settle):
			}
		}
	}
	return nil
}

func report(ctx context.Context, kinds []kind, seen *record) error {
	stores := map[string]json.RawMessage{}
	for _, each := range kinds {
		stores[each.name] = json.RawMessage(storedText(each))
	}
	text, err := json.Marshal(seen.summary(stores))
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	return nil
}

func listedText(ctx context.Context, each kind) (string, error) {
	objects, _, err := each.list(ctx)
	if err != nil {
		return "", err
	}
	return textOf(objects), nil
}

func storedText(each kind) string {
	return textOf(objectsIn(each.informer.GetStore()))
}
