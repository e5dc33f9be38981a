// Command generate writes the Supabase migrations into a folder.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/schema/migration"
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
	files, err := migration.Files()
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(args[0], f.Name), []byte(f.SQL), 0o644); err != nil {
			return err
		}
	}
	return nil
}
