package bundled_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

const source = "../../../plugins/redact-default"

func TestWasm(t *testing.T) {
	m, err := manifest.Read(bundled.Wasm)
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "redact-default" {
		t.Errorf("name is %q", m.Name)
	}
	if len(bundled.Wasm) > 5<<20 {
		t.Errorf("module has %d bytes, at most 5 MiB are allowed", len(bundled.Wasm))
	}
}

func TestWasm_Rebuild(t *testing.T) { rebuilt(t, source, bundled.Wasm) }

// rebuilt builds a folder, and fails the test unless a committed module is the same.
func rebuilt(t *testing.T, source string, committed []byte) *build.Product {
	t.Helper()
	text, err := os.ReadFile(source + "/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := build.Make(t.Context(), source, text)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(p.Wasm, committed) {
		t.Errorf("the committed module is not what the source gives (%d and %d bytes): run make wasm", len(committed), len(p.Wasm))
	}
	return p
}
