// Command generate writes the Go shapes of the supported operations from the
// model of Amazon Connect that botocore publishes.
//
// Its inputs are the model (service-2.json, plain or .gz; anyone gets it with
// "pip download botocore"), overlay.json, a JSON merge patch (RFC 7396) in the
// same format with what the model lacks or has wrong, and operations.txt, the
// supported operations by name. The same inputs always give the same files: Go,
// and model_gen.json with what the model says of the supported operations.
//
// Usage:
//
//	generate -model path/to/service-2.json
//	         [-overlay overlay.json] [-operations operations.txt] [-out .]
//
// To support an operation, add it to operations.txt, run go generate, and write
// its handler.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	modelPath := flags.String("model", "", "botocore's service-2.json, plain or .gz")
	overlayPath := flags.String("overlay", "overlay.json", "merge patch over the model")
	namesPath := flags.String("operations", "operations.txt", "supported operations, one a line")
	out := flags.String("out", ".", "folder to write to")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *modelPath == "" {
		return errors.New("no model: pass -model with the path of service-2.json, " +
			"which is in botocore (pip download botocore)")
	}
	files, err := generate(*modelPath, *overlayPath, *namesPath)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(*out, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the generated files by name.
func generate(modelPath, overlayPath, namesPath string) (map[string][]byte, error) {
	base, err := readModel(modelPath)
	if err != nil {
		return nil, err
	}
	overlay, err := os.ReadFile(overlayPath)
	if err != nil {
		return nil, err
	}
	names, err := os.ReadFile(namesPath)
	if err != nil {
		return nil, err
	}
	model, err := parseModel(base, overlay)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(model, strings.Fields(string(names)))
	if err != nil {
		return nil, err
	}
	return p.files()
}

func readModel(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return data, err
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return io.ReadAll(r)
}
