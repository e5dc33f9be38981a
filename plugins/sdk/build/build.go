// Package build compiles a plugin written in Go to one WebAssembly module with
// its manifest inside. The same source and Go release give the same bytes.
package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/plugins/sdk/build/flow"
)

// ErrBuild is wrapped by the error of a build that the Go command refuses; its
// text holds what the command wrote.
var ErrBuild = errors.New("go build")

// Product is what a build makes. Both modules hold the manifest.
type Product struct {
	Wasm      []byte     // what is shipped
	Raw       []byte     // as the compiler made it, to be compared with what is shipped
	Functions flow.Stats // what became of them between the two
}

// Build is [Make] for what is shipped alone.
func Build(ctx context.Context, dir string, manifestJSON []byte) ([]byte, error) {
	p, err := Make(ctx, dir, manifestJSON)
	if err != nil {
		return nil, err
	}
	return p.Wasm, nil
}

// Make compiles the main package in folder dir with the go command on the PATH, rewrites
// what the compiler made so that it runs faster ([flow]), and puts the manifest (JSON) into
// its custom section. The Go release is the one that the module of dir asks for; errors
// wrap [flow.ErrForm] if it is not the one that the rewriting was tested with. The caller
// compares the two modules before one is shipped.
func Make(ctx context.Context, dir string, manifestJSON []byte) (*Product, error) {
	if _, err := manifest.Parse(manifestJSON); err != nil {
		return nil, err
	}
	module, err := Compile(ctx, dir)
	if err != nil {
		return nil, err
	}
	p := new(Product)
	if p.Raw, err = manifest.Append(module, manifestJSON); err != nil {
		return nil, err
	}
	if module, p.Functions, err = flow.Structure(module); err != nil {
		return nil, err
	}
	p.Wasm, err = manifest.Append(module, manifestJSON)
	return p, err
}

// Compile returns the module that the go command makes of the main package in dir, with
// the names of its functions.
func Compile(ctx context.Context, dir string) ([]byte, error) {
	temp, err := os.MkdirTemp("", "driftsync-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	out := filepath.Join(temp, "plugin.wasm")
	cmd := exec.CommandContext(ctx, "go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-w -buildid=", "-o", out, ".")
	cmd.Dir = dir
	cmd.Env = append(environment(os.Environ()), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOWASM=", "GOFLAGS=", "GOEXPERIMENT=")
	var messages bytes.Buffer
	cmd.Stderr = &messages
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: %w: %s", ErrBuild, err, strings.TrimSpace(messages.String()))
	}
	return os.ReadFile(out)
}

// environment leaves out what would change the bytes.
func environment(all []string) []string {
	kept := make([]string, 0, len(all)+6)
	for _, entry := range all {
		switch name, _, _ := strings.Cut(entry, "="); name {
		case "GOOS", "GOARCH", "CGO_ENABLED", "GOWASM", "GOFLAGS", "GOEXPERIMENT":
		default:
			kept = append(kept, entry)
		}
	}
	return kept
}
