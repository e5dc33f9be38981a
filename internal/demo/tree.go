package demo

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/driftsync/driftsync/host/fault"
)

//go:embed all:tree
var embedded embed.FS

// Bounds of what is read of a tree: a sample needs no more, and memory stays flat.
const (
	maxFiles     = 4000
	maxFileBytes = 1 << 20
	maxTreeBytes = 32 << 20
)

var languages = map[string]string{
	".go": "Go", ".ts": "TypeScript", ".tsx": "TypeScript", ".js": "JavaScript", ".jsx": "JavaScript",
	".mjs": "JavaScript", ".py": "Python", ".rs": "Rust", ".java": "Java", ".cs": "C#", ".rb": "Ruby",
	".php": "PHP", ".kt": "Kotlin", ".swift": "Swift", ".c": "C", ".h": "C", ".cc": "Cpp", ".cpp": "Cpp", ".hpp": "Cpp",
	".scala": "Scala", ".sql": "SQL",
}

// languageOf returns Drift's name of the language of a file, "" for other files.
func languageOf(name string) string {
	return languages[strings.ToLower(path.Ext(name))]
}

// tree is what was found in a source tree. Slices have an order that depends on the
// tree alone.
type tree struct {
	files     []file
	functions []function
	calls     []call
	constants []constant
	envs      []envRead
	modules   []string // directories, ascending by first file
}

type file struct {
	path     string // relative, with slashes
	language string
	size     int
	hash     uint64
	imports  []string
}

// loadTree reads the tree below a directory, or the embedded one for "".
func loadTree(ctx context.Context, from string) (*tree, error) {
	if from != "" {
		return readTree(ctx, os.DirFS(from))
	}
	sub, err := fs.Sub(embedded, "tree")
	if err != nil {
		return nil, fmt.Errorf("embedded tree: %w", err)
	}
	return readTree(ctx, sub)
}

func readTree(ctx context.Context, root fs.FS) (*tree, error) {
	t := new(tree)
	s := &scanner{tree: t}
	total := 0
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil {
			if p == "." {
				return err
			}
			return nil // a file that cannot be read is not part of the sample
		}
		if d.IsDir() {
			return skipDir(p, d)
		}
		name := p
		if strings.HasSuffix(p, ".go.txt") { // a file of the embedded tree, hidden from the Go tool
			name = strings.TrimSuffix(p, ".txt")
		}
		language := languageOf(name)
		if language == "" || !d.Type().IsRegular() {
			return nil
		}
		data, ok := readText(root, p, d)
		if !ok {
			return nil
		}
		s.scan(name, language, data)
		if total += len(data); total > maxTreeBytes || len(t.files) >= maxFiles {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("source tree: %w", err)
	}
	s.finish()
	if len(t.files) == 0 || len(t.functions) == 0 {
		return nil, fault.New(fault.ConfigInvalid, "no functions were found in the source tree",
			"name another folder with --from, or none", nil)
	}
	return t, nil
}

func skipDir(p string, d fs.DirEntry) error {
	name := d.Name()
	switch name {
	case "node_modules", "vendor", "target", "dist", "build", "__pycache__", "venv":
		return fs.SkipDir
	}
	if p != "." && strings.HasPrefix(name, ".") {
		return fs.SkipDir
	}
	return nil
}

func readText(root fs.FS, p string, d fs.DirEntry) ([]byte, bool) {
	info, err := d.Info()
	if err != nil || info.Size() > maxFileBytes {
		return nil, false
	}
	data, err := fs.ReadFile(root, p)
	if err != nil || bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) || !utf8.ValidString(p) {
		return nil, false
	}
	return data, true
}

func digest(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	x := h.Sum64() // FNV alone leaves the high bits of short texts alike
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
