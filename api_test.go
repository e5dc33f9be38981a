package driftsync_test

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// promised are the packages of which docs/embedding.md promises that a minor release
// breaks no program that uses them.
var promised = []string{
	"abi", "abi/manifest", "abi/vectors", "host", "host/destination", "host/fault", "host/sink", "host/sink/ndjson", "host/sink/sinktest",
	"host/sink/sqlite", "host/supabase", "plugins/sdk", "plugins/sdk/sdktest", "schema",
}

// TestPromised compares what those packages export with docs/promised.txt, so that a break
// is seen where it is made. DRIFTSYNC_UPDATE=1 writes the list anew: a line that goes or
// changes is a break.
func TestPromised(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("docs", "embedding.md"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, dir := range promised {
		if !strings.Contains(string(page), "`"+dir+"`") {
			t.Errorf("docs/embedding.md does not name %s", dir)
		}
		for _, line := range exported(t, dir) {
			all = append(all, dir+": "+line)
		}
	}
	list := filepath.Join("docs", "promised.txt")
	got := strings.Join(all, "\n") + "\n"
	if os.Getenv("DRIFTSYNC_UPDATE") != "" {
		if err := os.WriteFile(list, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the promised packages export something else than docs/promised.txt says (DRIFTSYNC_UPDATE=1 writes it anew):\n%s", diff)
	}
}

// exported returns a line for each name that a package exports, with its type; of a struct
// and an interface one for each field and method.
func exported(t *testing.T, dir string) []string {
	t.Helper()
	files := token.NewFileSet()
	names, err := filepath.Glob(filepath.Join(filepath.FromSlash(dir), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || system(name) {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	of, err := doc.NewFromFiles(files, parsed, dir)
	if err != nil {
		t.Fatal(err)
	}
	var blocks [][]string
	for _, node := range declarations(of) {
		blocks = append(blocks, declared(t, files, node))
	}
	slices.SortStableFunc(blocks, slices.Compare)
	return slices.Concat(blocks...)
}

func declarations(of *doc.Package) (all []ast.Node) {
	values := func(list []*doc.Value) {
		for _, v := range list {
			all = append(all, v.Decl)
		}
	}
	functions := func(list []*doc.Func) {
		for _, f := range list {
			f.Decl.Body = nil
			all = append(all, f.Decl)
		}
	}
	values(slices.Concat(of.Consts, of.Vars))
	functions(of.Funcs)
	for _, typ := range of.Types {
		all = append(all, typ.Decl)
		values(slices.Concat(typ.Consts, typ.Vars))
		functions(slices.Concat(typ.Funcs, typ.Methods))
	}
	return all
}

// system reports a file that not every system builds: its exported names are those of the
// others.
func system(name string) bool {
	base := strings.TrimSuffix(name, ".go")
	return strings.HasSuffix(base, "_linux") || strings.HasSuffix(base, "_windows") || strings.HasSuffix(base, "_darwin") || strings.HasSuffix(base, "_other")
}

// declared prints a declaration without comments, a line for each of its parts.
func declared(t *testing.T, files *token.FileSet, node ast.Node) []string {
	t.Helper()
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			n.Doc = nil
		case *ast.FuncDecl:
			n.Doc = nil
		case *ast.Field:
			n.Doc, n.Comment = nil, nil
		case *ast.TypeSpec:
			n.Doc, n.Comment = nil, nil
		case *ast.ValueSpec:
			n.Doc, n.Comment = nil, nil
		}
		return true
	})
	var b bytes.Buffer
	if err := printer.Fprint(&b, files, node); err != nil {
		t.Fatal(err)
	}
	var lines []string
	outer := ""
	for _, line := range strings.Split(b.String(), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		switch {
		case line == "" || line == "}" || line == ")" || strings.HasPrefix(line, "//"):
		case strings.HasSuffix(line, "{") || strings.HasSuffix(line, "("):
			outer = strings.TrimRight(line, "{( ") + ": "
			lines = append(lines, strings.TrimRight(line, "{( "))
		default:
			lines = append(lines, outer+line)
		}
	}
	return slices.DeleteFunc(lines, func(l string) bool { return l == "const" || l == "var" })
}
