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

func TestWasm_Rebuild(t *testing.T) {
	text, err := os.ReadFile(source + "/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	module, err := build.Build(t.Context(), source, text)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(module, bundled.Wasm) {
		t.Errorf("the committed module is not what the source gives (%d and %d bytes): run make wasm", len(bundled.Wasm), len(module))
	}
}
