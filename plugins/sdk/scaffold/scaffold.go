// Package scaffold begins a plugin: a Go module with a policy, its manifest, two
// vectors and a test that passes.
package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/driftsync/driftsync/abi/manifest"
)

//go:embed files
var files embed.FS

// ErrScaffold is wrapped by errors of [Write].
var ErrScaffold = errors.New("new plugin")

// Options say what to begin.
type Options struct {
	Name      string // [a-z][a-z0-9-]*
	Version   string // of the SDK, "v1.2.3"
	Replace   string // absolute folder of the SDK's source; empty takes Version from the module proxy
	Go        string // "1.26.0"
	Toolchain string // "go1.26.8"
}

// Write makes the files in a folder that must be new or empty, and returns their
// names.
func Write(dir string, o Options) ([]string, error) {
	if !manifest.ValidName(o.Name) {
		return nil, fmt.Errorf("%w: the name must be of a-z, 0-9 and dashes, and begin with a letter", ErrScaffold)
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("%w: the folder is not empty", ErrScaffold)
	}
	var names []string
	err := fs.WalkDir(files, "files", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, "files/"), ".tmpl")
		names = append(names, name)
		return write(filepath.Join(dir, filepath.FromSlash(name)), path, o)
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrScaffold, err)
	}
	return names, nil
}

func write(to, path string, o Options) error {
	text, err := files.ReadFile(path)
	if err != nil {
		return err
	}
	t, err := template.New(path).Delims("<<", ">>").Parse(string(text))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, o); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, out.Bytes(), 0o644)
}
