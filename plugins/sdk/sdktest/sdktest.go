//go:build !wasip1

// Package sdktest runs the vectors of a plugin natively, as "driftsync plugins test"
// runs them in WebAssembly.
package sdktest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/sdk"
)

// Vectors runs every vector in the folder "vectors" of a plugin's folder through its
// policy, with the markers of its manifest.json.
func Vectors(t *testing.T, dir string, p sdk.Policy) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	markers := make([]string, len(m.Rules))
	for i, r := range m.Rules {
		markers[i] = r.Marker
	}
	all, err := vectors.LoadFS(os.DirFS(filepath.Join(dir, "vectors")))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("there are no vectors")
	}
	for i := range all {
		t.Run(all[i].Name, func(t *testing.T) { check(t, &all[i], p, markers) })
	}
}

func check(t *testing.T, v *vectors.Vector, p sdk.Policy, markers []string) {
	frame := v.Frame()
	answer, err := sdk.Run(p, frame)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := vectors.Apply(frame, answer, markers)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if got, want := show(t, rows[i]), show(t, v.Expect[i]); got != want {
			t.Errorf("row %d is %s, want %s", i, got, want)
		}
	}
}

// show spells a row as a vector's file does.
func show(t *testing.T, row []*string) string {
	t.Helper()
	text, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
