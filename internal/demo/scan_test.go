package demo

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFunctionLines(t *testing.T) {
	for _, c := range []struct {
		language, line, name, returns string
		parameters                    int
		exported, async               bool
	}{
		{"Go", "func (h orderHandler) Store(o order) error {", "Store", "error", 1, true, false},
		{"Go", "func open(dsn string, n int) (*DB, error) {", "open", "", 3, false, false}, // the last bracket ends the results
		{"TypeScript", "export async function checkout(items: Item[], coupon: string): Promise<string> {", "checkout", "Promise<string>", 2, true, true},
		{"TypeScript", "export const baseUrl = () => process.env.URL;", "baseUrl", "", 0, true, false},
		{"JavaScript", "const größe = async (text) => {", "größe", "", 1, false, true},
		{"Python", "def _send(self, to):", "_send", "", 2, false, false},
		{"Go", "func (t T) stack() { f(1) }", "stack", "", 0, false, false},
		{"Rust", "pub fn total(skus: &[String]) -> u64 {", "total", "u64", 1, true, false},
		{"Java", "private static String[] split(String line) {", "split", "", 1, false, false},
		{"Ruby", "def self.locale", "locale", "", 0, false, false},
		{"TypeScript", "const LIMIT = 40;", "", "", 0, false, false},
		{"TypeScript", "if (items.length === 0) return;", "", "", 0, false, false},
		{"Java", "public int count = 3;", "", "", 0, false, false},
	} {
		f, ok := functionOf(c.line, c.language)
		if ok != (c.name != "") || f.name != c.name || f.returns != c.returns || f.parameters != c.parameters ||
			f.exported != c.exported || f.async != c.async {
			t.Errorf("%q: got %+v", c.line, f)
		}
	}
}

func TestTreeIsScanned(t *testing.T) {
	tree, err := readTree(context.Background(), fstest.MapFS{
		"src/a.ts":           {Data: []byte("import { b } from \"./b\";\nconst RATE = 0.15;\nfunction a() {\n  b(process.env.SHOP ?? \"x y\");\n  log('done now');\n}\n")},
		"src/b.ts":           {Data: []byte("export function b(x) {\n  return x;\n}\n")},
		"node_modules/c.ts":  {Data: []byte("function c() {}\n")},
		".hidden/d.ts":       {Data: []byte("function d() {}\n")},
		"src/binary.ts":      {Data: []byte("function e() {}\x00\n")},
		"src/latin1.ts":      {Data: []byte("function f() {} // \xe4\n")},
		"src/large.ts":       {Data: []byte(strings.Repeat("function g() {}\n", 1<<17))},
		"README.md":          {Data: []byte("function h() {}\n")},
		"src/empty/empty.ts": {Data: nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.files) != 3 || len(tree.functions) != 2 {
		t.Fatalf("got %d files and %d functions, want 3 and 2", len(tree.files), len(tree.functions))
	}
	if f := tree.functions[0]; f.name != "a" || f.line != 3 || f.end != 6 {
		t.Errorf("got function %+v", f)
	}
	if len(tree.calls) != 1 || tree.calls[0] != (call{caller: 0, callee: 1, line: 4}) {
		t.Errorf("got calls %+v", tree.calls)
	}
	if len(tree.envs) != 1 || tree.envs[0].name != "SHOP" || tree.envs[0].method != "process.env" || !tree.envs[0].fallback {
		t.Errorf("got environment reads %+v", tree.envs)
	}
	if len(tree.files[0].imports) != 1 || tree.files[0].imports[0] != "./b" {
		t.Errorf("got imports %q", tree.files[0].imports)
	}
	var values []string
	for _, c := range tree.constants {
		values = append(values, c.name+"="+c.value)
	}
	if got := strings.Join(values, "|"); got != "RATE=0.15|x y=x y|done now=done now" {
		t.Errorf("got constants %s", got)
	}
}

func TestTreeWithoutCode(t *testing.T) {
	if _, err := readTree(context.Background(), fstest.MapFS{"notes.md": {Data: []byte("hello")}}); err == nil {
		t.Error("a tree without code went through")
	}
}

func TestThisPackageMakesAProject(t *testing.T) {
	s := generate(t, Options{From: ".", Rows: 8000})
	if s.Files < 10 || s.Functions < 50 || s.Total != 8000 {
		t.Errorf("got %d files, %d functions, %d rows", s.Files, s.Functions, s.Total)
	}
}

func TestDefaultFrom(t *testing.T) {
	dir := t.TempDir()
	if got := DefaultFrom(dir); got != "" {
		t.Errorf("an empty folder: got %q", got)
	}
	if err := os.MkdirAll(filepath.Join(dir, "src"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "src", "a.py"), []byte("x = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := DefaultFrom(dir); got != "" {
		t.Errorf("a folder with code and no function: got %q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "src", "b.py"), []byte("def b(x):\n    return x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := DefaultFrom(dir); got != dir {
		t.Errorf("a folder with code: got %q, want %q", got, dir)
	}
	if got := DefaultFrom(filepath.Join(dir, "missing")); got != "" {
		t.Errorf("a missing folder: got %q", got)
	}
}

func FuzzScan(f *testing.F) {
	f.Add("func (h handler) Serve(w W) error {\n\tx := os.Getenv(\"A\")\n}\n")
	f.Add("export const f = async (a) => {\n")
	f.Add("public void m( {\nENV['")
	f.Add("\"\n\"\"\nimport \"\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, language := range []string{"Go", "Java", "Ruby"} {
			s := &scanner{tree: new(tree)}
			s.scan("src/file", language, []byte(text))
			s.finish()
			for _, fn := range s.functions {
				if fn.name == "" || fn.line < 1 || fn.end < fn.line {
					t.Fatalf("a function has name %q, lines %d to %d", fn.name, fn.line, fn.end)
				}
			}
			for _, c := range s.calls {
				if c.caller >= len(s.functions) || c.callee >= len(s.functions) {
					t.Fatal("a call leads nowhere")
				}
			}
		}
	})
}
