package demo

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// DefaultRows is the size of a project whose options name none.
const DefaultRows = 5000

// Options say what a sample project looks like.
type Options struct {
	From string // source tree to take files from; the embedded one where empty
	Rows int    // over all tables, version rows included; the smallest project has about 1,130
	Seed uint64 // of planted values and of chance
	Root string // root that absolute paths in the data carry; the target directory where empty
	// Cortex and Bridge limit the databases beside drift.db; with neither set, both
	// are made.
	Cortex, Bridge bool
	// Clean leaves out everything planted in tables that sync.
	Clean bool
}

func (o Options) resolve(dir string) (Options, error) {
	if o.Rows <= 0 {
		o.Rows = DefaultRows
	}
	if o.Root == "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return o, err
		}
		o.Root = abs
	}
	return o, nil
}

// separator returns what parts segments in the paths of the data: a root may be
// from another system than this one.
func (o Options) separator() string {
	if strings.Contains(o.Root, `\`) || len(o.Root) > 1 && o.Root[1] == ':' {
		return `\`
	}
	return "/"
}

// home returns the home directory that the root lies in, "" where it lies in none.
func (o Options) home() string {
	sep := o.separator()
	segments := strings.Split(o.Root, sep)
	for i, s := range segments {
		if (s == "home" || s == "Users") && i <= 2 && i+1 < len(segments) && segments[i+1] != "" {
			return strings.Join(segments[:i+2], sep)
		}
	}
	return ""
}

// DefaultFrom returns the directory when a project can be made of it, which takes one
// function, else "".
func DefaultFrom(dir string) string {
	const limit = 4000 // entries: a look, not a search
	seen, root := 0, os.DirFS(dir)
	s := &scanner{tree: new(tree)}
	// An entry that cannot be read holds no code for us.
	_ = fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if seen++; seen > limit {
			return fs.SkipAll
		}
		if d.IsDir() {
			return skipDir(p, d)
		}
		language := languageOf(p)
		if language == "" || !d.Type().IsRegular() {
			return nil
		}
		if data, ok := readText(root, p, d); ok {
			s.scan(p, language, data)
		}
		if len(s.functions) > 0 {
			return fs.SkipAll
		}
		return nil
	})
	if len(s.functions) == 0 {
		return ""
	}
	return dir
}
