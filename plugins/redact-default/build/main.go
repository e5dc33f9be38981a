// Command build compiles the default plugin with its manifest.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/driftsync/driftsync/plugins/sdk/build"
)

func main() {
	dir := flag.String("dir", "plugins/redact-default", "folder of the plugin, with manifest.json")
	out := flag.String("o", "", "file to write")
	flag.Parse()
	if err := run(*dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return err
	}
	module, err := build.Build(ctx, dir, manifest)
	if err != nil {
		return err
	}
	return os.WriteFile(out, module, 0o644)
}
