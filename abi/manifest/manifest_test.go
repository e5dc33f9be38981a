package manifest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
)

const valid = `{"name":"strict","version":"1.2.3","abi":1,"rules":[{"id":"a.b","title":"t","removes":"r","marker":"[X]"}],"classes":["path"],"reads":["*"],"limits":{"memory_pages":64}}`

var module = []byte("\x00asm\x01\x00\x00\x00" + "\x00\x05\x04name")

func TestParse(t *testing.T) {
	m, err := manifest.Parse([]byte(valid))
	if err != nil {
		t.Fatal(err)
	}
	if m.Name != "strict" || m.Rules[0].Marker != "[X]" || !m.Handles(abi.Path) || m.Handles(abi.Code) || m.Limits.MemoryPages != 64 {
		t.Errorf("manifest is %+v", m)
	}
	for _, change := range []struct{ name, old, new string }{
		{"not JSON", "{", ""}, {"name", "strict", "Strict"}, {"version", "1.2.3", "1"}, {"no rules", `[{"id":"a.b","title":"t","removes":"r","marker":"[X]"}]`, "[]"},
		{"rule id", "a.b", "A B"}, {"marker", "[X]", "value"}, {"class", `["path"]`, `["paths"]`}, {"reads", `"*"`, `"a b"`}, {"field", `"limits"`, `"limit"`}, {"limit", "64", "-1"},
	} {
		if _, err := manifest.Parse([]byte(strings.Replace(valid, change.old, change.new, 1))); !errors.Is(err, manifest.ErrManifest) {
			t.Errorf("%s: error is %v", change.name, err)
		}
	}
	var version *manifest.VersionError
	if _, err := manifest.Parse([]byte(strings.Replace(valid, `"abi":1`, `"abi":2`, 1))); !errors.As(err, &version) || version.Plugin != 2 {
		t.Errorf("error of another version is %v", err)
	}
}

func TestAppend(t *testing.T) {
	once, err := manifest.Append(module, []byte(valid))
	if err != nil {
		t.Fatal(err)
	}
	twice, err := manifest.Append(once, []byte(valid))
	if err != nil || string(twice) != string(once) {
		t.Errorf("a second manifest was added: %v", err)
	}
	if m, err := manifest.Read(once); err != nil || m.Name != "strict" {
		t.Errorf("manifest is %v, error is %v", m, err)
	}
	if _, err := manifest.Read(append(once, once[len(module):]...)); !errors.Is(err, manifest.ErrManifest) {
		t.Errorf("two manifests: error is %v", err)
	}
	if _, err := manifest.Read(module); !errors.Is(err, manifest.ErrManifest) {
		t.Errorf("no manifest: error is %v", err)
	}
	if _, err := manifest.Read(once[:len(once)-1]); !errors.Is(err, manifest.ErrManifest) {
		t.Errorf("truncated: error is %v", err)
	}
}

func FuzzManifest(f *testing.F) {
	once, err := manifest.Append(module, []byte(valid))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(once)
	f.Add([]byte(valid))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, read := range []func([]byte) (*manifest.Manifest, error){manifest.Read, manifest.Parse} {
			m, err := read(b)
			if err != nil && !errors.Is(err, manifest.ErrManifest) || err == nil && (m == nil || len(m.Rules) == 0) {
				t.Fatalf("manifest %v, error %v", m, err)
			}
		}
	})
}
