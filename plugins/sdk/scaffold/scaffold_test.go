package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "policy")
	names, err := Write(dir, Options{Name: "no-tickets", Version: "v0.0.0", Replace: "/sdk", Go: "1.26.0", Toolchain: "go1.26.8"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"go.mod", "main.go", "policy.go", "policy_test.go", "manifest.json", "vectors/ticket.json", "README.md"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "<<") {
			t.Errorf("%s holds an unfilled place", name)
		}
	}
	if _, err := Write(dir, Options{Name: "again"}); !errors.Is(err, ErrScaffold) {
		t.Errorf("a folder that is not empty: %v", err)
	}
	if _, err := Write(t.TempDir(), Options{Name: "No Good"}); !errors.Is(err, ErrScaffold) {
		t.Errorf("a bad name: %v", err)
	}
}
