// Converts objects with Kubernetes' own code, and makes random ones. Reads JSON lines from standard input and writes JSON
// lines to standard output.
//
//	convert                {"input": OBJECT, "to": APIVERSION} -> {"expected": OBJECT} or {"error": TEXT}
//	generate SEED COUNT    {"kind": KIND, "versions": [APIVERSION...]} -> COUNT objects of the kind, each converted to every
//	                       other version: {"name", "from", "to", "input", "expected" or "error"}
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strconv"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/api/testing" // registers every other group
	_ "k8s.io/kubernetes/pkg/apis/storagemigration/install"
)

func main() {
	apiextensions.Install(legacyscheme.Scheme)
	apiregistration.Install(legacyscheme.Scheme)
	buffer := bufio.NewWriter(os.Stdout)
	out := json.NewEncoder(buffer)
	out.SetEscapeHTML(false)
	if err := run(os.Args[1:], json.NewDecoder(os.Stdin), out); err != nil {
		log.Fatal(err)
	}
	if err := buffer.Flush(); err != nil {
		log.Fatal(err)
	}
}

func run(args []string, in *json.Decoder, out *json.Encoder) error {
	if len(args) == 1 && args[0] == "convert" {
		return each(in, func(one request) error { return out.Encode(convertAlone(one)) })
	}
	if len(args) != 3 || args[0] != "generate" {
		return errors.New("arguments: convert, or generate SEED COUNT")
	}
	seed, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return err
	}
	count, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	return each(in, func(one family) error { return generate(one, seed, count, out) })
}

func each[T any](in *json.Decoder, work func(T) error) error {
	for {
		var next T
		if err := in.Decode(&next); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := work(next); err != nil {
			return err
		}
	}
}
