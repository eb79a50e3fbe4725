// Converts objects with Kubernetes' own code, as an API server does for a request: decode, convert through the internal
// version, encode. Prints how much processor time it took. Arguments: a file of JSON lines {"to": APIVERSION, "input": OBJECT}, and how
// often to go through it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"syscall"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/certificates/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/events/install"
	_ "k8s.io/kubernetes/pkg/apis/extensions/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

type line struct {
	To    string          `json:"to"`
	Input json.RawMessage `json:"input"`
}

func main() {
	rounds, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	scheme := legacyscheme.Scheme
	apiextensions.Install(scheme)
	apiregistration.Install(scheme)
	codec := serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, scheme, scheme, serializer.SerializerOptions{})
	lines := read(os.Args[1])
	run(scheme, codec, lines) // once before the clock starts, as the other side has it
	start := processorTime()
	objects := 0
	for i := 0; i < rounds; i++ {
		objects += run(scheme, codec, lines)
	}
	fmt.Printf("{\"objects\":%d,\"nanoseconds\":%d}\n", objects, processorTime()-start)
}

// processorTime returns the nanoseconds that this process has used of any core: other work on the machine does not count.
func processorTime() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}

func read(file string) (lines []line) {
	content, err := os.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	defer content.Close()
	scanner := bufio.NewScanner(content)
	scanner.Buffer(nil, 1<<30)
	for scanner.Scan() {
		var next line
		if err := json.Unmarshal(scanner.Bytes(), &next); err != nil {
			log.Fatal(err)
		}
		lines = append(lines, next)
	}
	return lines
}

// run converts every line and returns how many objects could be converted.
func run(scheme *runtime.Scheme, codec runtime.Serializer, lines []line) (converted int) {
	var out bytes.Buffer
	for _, next := range lines {
		target, err := schema.ParseGroupVersion(next.To)
		if err != nil {
			log.Fatal(err)
		}
		object, _, err := codec.Decode(next.Input, nil, nil)
		if err != nil {
			continue
		}
		internal, err := scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
		if err != nil {
			continue
		}
		result, err := scheme.ConvertToVersion(internal, target)
		if err != nil {
			continue
		}
		out.Reset()
		if err := codec.Encode(result, &out); err != nil {
			continue
		}
		converted++
	}
	return converted
}
