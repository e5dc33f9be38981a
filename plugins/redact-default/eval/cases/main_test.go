package main

import (
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	os.Exit(m.Run())
}

// Each kind comes out as its name says, whatever the plugin learns: a word that nobody
// takes for a secret leaks, and a path that is gone cannot stay.
var samples = []string{
	`{"kind":"fine","table":"drift.violations","column":"message","text":"read /home/ada/shop/src/a.ts","root":"/home/ada/shop","must_go":["ada"],"must_stay":["src/a.ts"]}`,
	`{"kind":"leaks","table":"drift.violations","column":"message","text":"the cart is empty","must_go":["cart"],"must_stay":["empty"]}`,
	`{"kind":"over","table":"drift.constants","column":"value","text":"\"the value of a literal\"","must_stay":["literal"]}`,
	`{"kind":"both","table":"drift.decisions","column":"author","text":"Ada","row":{"description":"the cart is empty"},"must_go":["cart"],"must_stay":["Ada"]}`,
	`{"kind":"row","table":"drift.decisions","row":{"description":"the cart is empty","confidence":0.5},"must_stay":["empty"]}`,
	``,
	`{"table":"drift.audit_snapshots","column":"category_scores","text":"{\"the caf\\u00e9\":1}","must_go":["cafe\u0301"]}`,
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "samples.jsonl"), samples...)
	writeZipped(t, filepath.Join(dir, "zipped.jsonl.gz"), samples[0])
	const want = `  tried  leaked  over-redacted  fine           kind
      1       1              1     0    0.0 %  both
      2       0              0     2  100.0 %  fine
      1       1              0     0    0.0 %  leaks
      1       0              1     0    0.0 %  over
      1       0              0     1  100.0 %  row
      1       1              0     0    0.0 %  samples
      7       3              2     3   42.9 %  total
`
	for _, args := range [][]string{{dir}, {"-native", dir}} {
		var out strings.Builder
		if err := run(t.Context(), args, &out); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("%v: it prints\n%s", args, out.String())
		}
	}
}

func TestRun_Show(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "samples.jsonl"), samples...)
	var out strings.Builder
	if err := run(t.Context(), []string{"-native", "-show", "-kind", "[lf]*", dir}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"samples.jsonl:2 leaks, drift.violations.message\n", `"message":"the cart is empty"`, `leaked   ["cart"]`, "  total\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	for _, not := range []string{"samples.jsonl:1", "over\n", "row\n"} {
		if strings.Contains(out.String(), not) {
			t.Errorf("%q is in\n%s", not, out.String())
		}
	}
}

// What the guard keeps back leaks nothing, and holds nothing.
func TestScore_Stayed(t *testing.T) {
	c := testCase{Column: "message", MustGo: []string{"cart"}, MustStay: []string{"empty"}}
	o := c.score(&host.Redacted{Stage: "guard", Reason: "root"})
	if len(o.leaked) != 0 || len(o.lost) != 1 {
		t.Errorf("%+v", o)
	}
}

func TestRun_Thresholds(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "samples.jsonl"), samples[:4]...)
	for _, c := range []struct {
		flag, value, want string
	}{
		{"-min-fine", "25", ""},
		{"-min-fine", "26", "1 of 4 are fine, 25.0 %, and -min-fine is 26 %"},
		{"-max-leaked", "50", ""},
		{"-max-leaked", "49.5", "2 of 4 leak, 50.0 %, and -max-leaked is 49.5 %"},
	} {
		err := run(t.Context(), []string{"-native", c.flag, c.value, dir}, new(strings.Builder))
		if c.want == "" {
			if err != nil {
				t.Errorf("%s %s: %v", c.flag, c.value, err)
			}
			continue
		}
		if !errors.Is(err, errMissed) || !strings.Contains(err.Error(), c.want) || status(err) != 1 {
			t.Errorf("%s %s: %v", c.flag, c.value, err)
		}
	}
}

func TestRun_Wrong(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "wrong.jsonl"), samples[0], `{"text":`, `{"table":"drift.nothing","column":"a","text":""}`,
		`{"table":"drift.violations","column":"nothing","text":""}`, `{"table":"drift.violations","column":"message"}`,
		`{"table":"drift.violations","text":"a"}`, `{"table":"drift.parse_cache","column":"path","text":"a"}`)
	write(t, filepath.Join(dir, "plain.jsonl.gz"), samples[0])
	empty, file := t.TempDir(), filepath.Join(dir, "wrong.jsonl")
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{dir}, []string{"wrong.jsonl:2: unexpected end of JSON", `wrong.jsonl:3: table "drift.nothing" does not leave`,
			`wrong.jsonl:4: column "nothing" of drift.violations`, "wrong.jsonl:5: it has no text", "wrong.jsonl:6: its text has no column",
			`wrong.jsonl:7: table "drift.parse_cache"`, "plain.jsonl.gz: gzip"}},
		{[]string{empty}, []string{"no *.jsonl or *.jsonl.gz in"}},
		{[]string{filepath.Join(empty, "none")}, []string{"is not a folder"}},
		{[]string{file}, []string{"is not a folder"}},
		{[]string{"-file", "other*", dir}, []string{`no case in`, `file "other*"`}},
		{[]string{"-kind", "[", dir}, []string{"is not a glob"}},
		{nil, []string{"name one folder"}},
	} {
		err := run(t.Context(), c.args, new(strings.Builder))
		if err == nil || status(err) != 2 {
			t.Errorf("%v: %v", c.args, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v: %q is missing in\n%v", c.args, want, err)
			}
		}
	}
}

func TestSurroundings(t *testing.T) {
	for _, c := range []struct {
		given      testCase
		home, user string
	}{
		{testCase{}, "/home/mkowalska", "mkowalska"},
		{testCase{Root: "/Users/ada/shop"}, "/Users/ada", "ada"},
		{testCase{Root: `C:\Users\ada\shop`}, `C:\Users\ada`, "ada"},
		{testCase{Root: "/home/ada/shop", Home: "/home/eve", User: "eva"}, "/home/eve", "eva"},
		{testCase{Root: "/srv/shop", User: "eva"}, "", "eva"},
		{testCase{Root: "/srv/shop"}, "", ""},
	} {
		s := c.given.surroundings()
		if strings.Join(s.Homes, " ") != c.home || strings.Join(s.Users, " ") != c.user {
			t.Errorf("%+v: homes %q, users %q", c.given, s.Homes, s.Users)
		}
	}
}

func write(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func writeZipped(t *testing.T, path, line string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(f)
	if _, err := w.Write([]byte(line)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}
