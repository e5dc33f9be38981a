// Command generate writes the pages that are made from the catalogue.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/schema/apidoc"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want one folder, have %d arguments", len(args))
	}
	for name, page := range apidoc.Pages() {
		text, err := page()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(args[0], name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
