package main

import (
	"context"

	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// kind is a kind that is watched, and how its objects are made, changed and listed.
type kind struct {
	name     string
	informer cache.SharedIndexInformer
	create   func(ctx context.Context, name string) error
	change   func(ctx context.Context, name string) error
	remove   func(ctx context.Context, name string) error
	list     func(ctx context.Context) ([]runtime.Object, string, error)
}

func kindsOf(client kubernetes.Interface, factory informers.SharedInformerFactory, namespace string) []kind {
	return []kind{
		ingresses(client, factory, namespace),
		cronJobs(client, factory, namespace),
		autoscalers(client, factory, namespace),
	}
}

func ingresses(client kubernetes.Interface, factory informers.SharedInformerFactory, namespace string) kind {
	api := client.NetworkingV1().Ingresses(namespace)
	return kind{
		name:     "Ingress",
		informer: factory.Networking().V1().Ingresses().Informer(),
		create: func(ctx context.Context, name string) error {
			port := networking.ServiceBackendPort{Number: 80}
			backend := &networking.IngressBackend{Service: &networking.IngressServiceBackend{Name: "web", Port: port}}
			spec := networking.IngressSpec{DefaultBackend: backend}
			_, err := api.Create(ctx, &networking.Ingress{ObjectMeta: named(name), Spec: spec}, meta.CreateOptions{})
			return err
		},
		change: func(ctx context.Context, name string) error {
			object, err := api.Get(ctx, name, meta.GetOptions{})
			if err != nil {
				return err
			}
			object.Spec.DefaultBackend.Service.Port = networking.ServiceBackendPort{Name: "https"}
			_, err = api.Update(ctx, object, meta.UpdateOptions{})
			return err
		},
		remove: func(ctx context.Context, name string) error { return api.Delete(ctx, name, meta.DeleteOptions{}) },
		list: func(ctx context.Context) ([]runtime.Object, string, error) {
			list, err := api.List(ctx, meta.ListOptions{})
			if err != nil {
				return nil, "", err
			}
			return pointers(list.Items, func(item *networking.Ingress) runtime.Object { return item }), list.ResourceVersion, nil
		},
	}
}

func cronJobs(client kubernetes.Interface, factory informers.SharedInformerFactory, namespace string) kind {
	api := client.BatchV1().CronJobs(namespace)
	return kind{
		name:     "CronJob",
		informer: factory.Batch().V1().CronJobs().Informer(),
		create: func(ctx context.Context, name string) error {
			pod := core.PodSpec{RestartPolicy: core.RestartPolicyNever, Containers: []core.Container{{Name: "a", Image: "a:1"}}}
			job := batch.JobSpec{Template: core.PodTemplateSpec{Spec: pod}}
			spec := batch.CronJobSpec{Schedule: "0 3 * * *", JobTemplate: batch.JobTemplateSpec{Spec: job}}
			_, err := api.Create(ctx, &batch.CronJob{ObjectMeta: named(name), Spec: spec}, meta.CreateOptions{})
			return err
		},
		change: func(ctx context.Context, name string) error {
			object, err := api.Get(ctx, name, meta.GetOptions{})
			if err != nil {
				return err
			}
			object.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Image = "a:2"
			_, err = api.Update(ctx, object, meta.UpdateOptions{})
			return err
		},
		remove: func(ctx context.Context, name string) error { return api.Delete(ctx, name, meta.DeleteOptions{}) },
		list: func(ctx context.Context) ([]runtime.Object, string, error) {
			list, err := api.List(ctx, meta.ListOptions{})
			if err != nil {
				return nil, "", err
			}
			return pointers(list.Items, func(item *batch.CronJob) runtime.Object { return item }), list.ResourceVersion, nil
		},
	}
}

func autoscalers(client kubernetes.Interface, factory informers.SharedInformerFactory, namespace string) kind {
	api := client.AutoscalingV2().HorizontalPodAutoscalers(namespace)
	return kind{
		name:     "HorizontalPodAutoscaler",
		informer: factory.Autoscaling().V2().HorizontalPodAutoscalers().Informer(),
		create: func(ctx context.Context, name string) error {
			of := autoscaling.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: "web"}
			spec := autoscaling.HorizontalPodAutoscalerSpec{ScaleTargetRef: of, MaxReplicas: 5, Metrics: metrics(60, 70)}
			object := &autoscaling.HorizontalPodAutoscaler{ObjectMeta: named(name), Spec: spec}
			_, err := api.Create(ctx, object, meta.CreateOptions{})
			return err
		},
		change: func(ctx context.Context, name string) error {
			object, err := api.Get(ctx, name, meta.GetOptions{})
			if err != nil {
				return err
			}
			object.Spec.Metrics = metrics(61, 71)
			_, err = api.Update(ctx, object, meta.UpdateOptions{})
			return err
		},
		remove: func(ctx context.Context, name string) error { return api.Delete(ctx, name, meta.DeleteOptions{}) },
		list: func(ctx context.Context) ([]runtime.Object, string, error) {
			list, err := api.List(ctx, meta.ListOptions{})
			if err != nil {
				return nil, "", err
			}
			item := func(item *autoscaling.HorizontalPodAutoscaler) runtime.Object { return item }
			return pointers(list.Items, item), list.ResourceVersion, nil
		},
	}
}

func named(name string) meta.ObjectMeta {
	return meta.ObjectMeta{Name: name, Labels: map[string]string{"app": name}}
}

func metrics(memory int32, cpu int32) []autoscaling.MetricSpec {
	metric := func(name core.ResourceName, utilization *int32) autoscaling.MetricSpec {
		target := autoscaling.MetricTarget{Type: autoscaling.UtilizationMetricType, AverageUtilization: utilization}
		source := &autoscaling.ResourceMetricSource{Name: name, Target: target}
		return autoscaling.MetricSpec{Type: autoscaling.ResourceMetricSourceType, Resource: source}
	}
	return []autoscaling.MetricSpec{metric(core.ResourceMemory, &memory), metric(core.ResourceCPU, &cpu)}
}

func pointers[T any](items []T, pointer func(*T) runtime.Object) []runtime.Object {
	objects := make([]runtime.Object, len(items))
	for index := range items {
		objects[index] = pointer(&items[index])
	}
	return objects
}
