// Command generate writes the tables of a policy: generate RULES FILE.go.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/plugins/sdk/build/vocabulary"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate RULES FILE.go")
		os.Exit(2)
	}
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(rules, file string) error {
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
	return os.WriteFile(file, source, 0o644)
}
