// Package driftsync_test holds the house rules that a reader of ARCHITECTURE.md and
// RATIONALE.md relies on.
package driftsync_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/driftsync/driftsync/"

type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	GoFiles    []string
	Standard   bool
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Dir,Imports,GoFiles", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// may says which folders a folder's packages may import, beside themselves. The
// first prefix that fits counts.
var may = []struct {
	from  string
	to    []string
	third bool // modules of others
}{
	{"abi", []string{"abi"}, false},
	{"schema", []string{"abi", "schema"}, false},
	{"plugins/sdk/build", []string{"abi", "plugins"}, true}, // runs where a policy is built, never in a guest
	{"plugins", []string{"abi", "plugins"}, false},
	{"host", []string{"abi", "schema", "host", "internal"}, true},
	{"internal", []string{"abi", "schema", "host", "internal"}, true},
	{"cmd", []string{"abi", "schema", "host", "internal", "plugins/sdk"}, true},
	{"examples", []string{"abi", "schema", "host", "internal", "plugins"}, true},
}

// lent are the packages below internal/ that stages may import: they know nothing of a run.
var lent = map[string]bool{
	"internal/atomicfile": true, "internal/attestation": true, "internal/compile": true, "internal/compile/sqlite": true, "internal/disk": true,
	"internal/glyph": true, "internal/pgtest": true, "internal/plainfile": true, "internal/spelling": true, "internal/tomlfile": true,
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		from, ok := strings.CutPrefix(p.ImportPath, module)
		if !ok {
			continue // the root holds this test only
		}
		for _, imported := range p.Imports {
			if reason := refused(from, imported); reason != "" {
				t.Errorf("%s imports %s: %s", from, imported, reason)
			}
		}
	}
}

func refused(from, imported string) string {
	to, own := strings.CutPrefix(imported, module)
	for _, rule := range may {
		if from != rule.from && !strings.HasPrefix(from, rule.from+"/") {
			continue
		}
		if !own {
			if strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") && !rule.third {
				return "it needs the standard library only"
			}
			return ""
		}
		if to == "host" && (strings.HasPrefix(from, "host/") || strings.HasPrefix(from, "internal/")) {
			return "a stage does not know the whole"
		}
		if strings.HasPrefix(from, "host/") && strings.HasPrefix(to, "internal/") && !lent[to] {
			return "a stage asks only for what every stage may; see lent"
		}
		for _, allowed := range rule.to {
			if to == allowed || strings.HasPrefix(to, allowed+"/") {
				return ""
			}
		}
		return "it may not"
	}
	return "no rule for this folder"
}

func TestPackagesAreDocumented(t *testing.T) {
	for _, p := range packages(t) {
		documented := false
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			documented = documented || file.Doc != nil && strings.TrimSpace(file.Doc.Text()) != ""
		}
		if len(p.GoFiles) > 0 && !documented {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestDirectDependenciesHaveAReason(t *testing.T) {
	reasons, err := os.ReadFile("RATIONALE.md")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.Open("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	defer mod.Close()
	for in := bufio.NewScanner(mod); in.Scan(); {
		fields := strings.Fields(strings.TrimPrefix(in.Text(), "require "))
		if len(fields) != 2 || fields[0] == "toolchain" || fields[0] == "go" || !strings.HasPrefix(fields[1], "v") || !strings.Contains(fields[0], "/") {
			continue // indirect ones have a comment
		}
		if !strings.Contains(string(reasons), "`"+fields[0]+"`") {
			t.Errorf("RATIONALE.md gives no reason for %s", fields[0])
		}
	}
}

// Links in the pages at the top lead somewhere.
func TestLinksInPages(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "](")[1:] {
			target, _, _ := strings.Cut(part, ")")
			if strings.Contains(target, "://") || strings.HasPrefix(target, "#") {
				continue
			}
			if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s links to %s, which is not there", page, target)
			}
		}
	}
}
