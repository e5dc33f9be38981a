package plainfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	sparse := filepath.Join(dir, "sparse")
	if err := errors.Join(os.WriteFile(sparse, nil, 0o600), os.Truncate(sparse, 6<<30)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		path  string
		limit int64
		want  error
	}{
		{"whole", path, 5, nil},
		{"one byte too many", path, 4, ErrSize},
		{"sparse", sparse, Module, ErrSize},
		{"folder", dir, Text, ErrKind},
		{"nothing", filepath.Join(dir, "none"), Text, fs.ErrNotExist},
	} {
		data, err := Read(tt.path, tt.limit)
		if !errors.Is(err, tt.want) || err == nil && string(data) != "12345" || err != nil && data != nil {
			t.Errorf("%s: %q, %v", tt.name, data, err)
		}
	}
}

func TestDir(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "a.json"), []byte("{}"), 0o600), os.WriteFile(filepath.Join(dir, "b.json"), nil, 0o600),
		os.Truncate(filepath.Join(dir, "b.json"), 1<<32)); err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(Dir(dir), "*.json")
	if err != nil || len(names) != 2 {
		t.Fatalf("listed %v, %v", names, err)
	}
	if data, err := fs.ReadFile(Dir(dir), "a.json"); err != nil || string(data) != "{}" {
		t.Errorf("read %q, %v", data, err)
	}
	if _, err := fs.ReadFile(Dir(dir), "b.json"); !errors.Is(err, ErrSize) {
		t.Errorf("a huge file: %v", err)
	}
	for _, name := range []string{"../a.json", "/etc/hostname"} {
		if _, err := fs.ReadFile(Dir(dir), name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
