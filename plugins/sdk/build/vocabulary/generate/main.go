// Command generate writes the tables of a policy and the rules in its manifest, from its
// rules files: generate RULES FILE.go MANIFEST.json.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/plugins/sdk/build/vocabulary"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: generate RULES FILE.go MANIFEST.json")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(rules, file, manifest string) error {
	v, err := vocabulary.Load(os.DirFS(rules))
	if err != nil {
		return err
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	source, err := v.Go(filepath.Base(filepath.Dir(path)))
	if err != nil {
		return err
	}
	text, err := os.ReadFile(manifest)
	if err != nil {
		return err
	}
	if text, err = v.Manifest(text); err != nil {
		return err
	}
	if err := os.WriteFile(manifest, text, 0o644); err != nil {
		return err
	}
	return os.WriteFile(file, source, 0o644)
}
