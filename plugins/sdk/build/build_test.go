package build_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

const text = `{"name":"x","version":"1.0.0","abi":1,"rules":[{"id":"a","title":"t","removes":"r","marker":""}],"classes":[],"reads":["*"],"limits":{}}`

func TestBuild_Errors(t *testing.T) {
	if _, err := build.Build(t.Context(), t.TempDir(), []byte("{}")); !errors.Is(err, manifest.ErrManifest) {
		t.Errorf("manifest: %v", err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module x\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() { undefined() }\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := build.Build(t.Context(), dir, []byte(text)); !errors.Is(err, build.ErrBuild) || !strings.Contains(err.Error(), "undefined") {
		t.Errorf("compiler: %v", err)
	}
}

// What is slow or large in a guest stays out of the default plugin and the engine of rules.
func TestGuestImports(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "../../redact-default", "../rule/guest")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(out))
	for _, name := range []string{"fmt", "encoding/json", "regexp", "reflect", "os", "time", "math/rand", "net"} {
		if slices.Contains(all, name) {
			t.Errorf("the guest imports %s", name)
		}
	}
}
