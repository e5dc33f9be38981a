// Command generate writes the page of the REST API.
package main

import (
	"fmt"
	"os"

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
		return fmt.Errorf("want one file, have %d arguments", len(args))
	}
	text, err := apidoc.Markdown()
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], []byte(text), 0o644)
}
