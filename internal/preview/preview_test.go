package preview

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func text(s string) *string { return &s }

// sample has a row that leaves with edits, one as it is, and one that stays.
func sample() []Table {
	return []Table{{Name: "drift.violations", Read: 9, Rows: []Row{
		{Cells: []Cell{
			{Column: "file", Class: "path", Before: text("/home/ada/shop/über.ts"), After: text("über.ts"), Rules: []string{"redact-default/path.root"}},
			{Column: "severity", Class: "safe", Before: text("high"), After: text("high")},
			{Column: "snippet", Class: "code", Before: text("let x = 1\n<b>"), Rules: []string{"redact-default/class.code"}},
		}},
		{Cells: []Cell{{Column: "severity", Class: "safe", Before: text("low"), After: text("low")}}},
		{Stays: "guard: text.home (message)", Cells: []Cell{{Column: "message", Class: "free_text", Before: text("in /home/ada"), After: text("in /home/ada")}}},
	}}}
}

func TestMasked(t *testing.T) {
	masked := Masked(sample())
	if got := *masked[0].Rows[0].Cells[0].Before; got != "/xxxx/xxx/xxxx/xxxx.xx" {
		t.Errorf("a value before is %q", got)
	}
	if got := *masked[0].Rows[0].Cells[1].Before; got != "high" {
		t.Errorf("a value that leaves as it is was masked: %q", got)
	}
	stays := masked[0].Rows[2].Cells[0]
	if *stays.Before != "xx /xxxx/xxx" || stays.After != nil {
		t.Errorf("a row that stays shows %q", *stays.Before)
	}
	if *sample()[0].Rows[0].Cells[0].Before != "/home/ada/shop/über.ts" {
		t.Error("the tables that were given have changed")
	}
}

func TestText(t *testing.T) {
	var b strings.Builder
	s := Style{Before: func(text string) string { return "<" + text + ">" }, Width: 60}
	if err := Text(&b, sample(), 3, s); err != nil {
		t.Fatal(err)
	}
	want := `3 sample rows of 1 table: 2 cells edited, 1 row unchanged

redact-default/path.root  1 cell
  drift.violations.file
    - </home/ada/shop/über.ts>
    + über.ts

redact-default/class.code  1 cell
  drift.violations.snippet
    - <let x = 1 <b>>
    + null

Rows that stay here
  <drift.violations  guard: text.home (message)>

`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	b.Reset()
	if err := Rows(&b, sample(), s); err != nil {
		t.Fatal(err)
	}
	want = `drift.violations  3 of 9 rows
  row 1  2 of 3 cells edited
  file  path.root
    - </home/ada/shop/über.ts>
    + über.ts
  snippet  class.code
    - <let x = 1 <b>>
    + null
  row 2  leaves as it is
  row 3  <stays here, guard: text.home (message)>

`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

// A long value is shown around its first edit, masked or not.
func TestText_Window(t *testing.T) {
	long := strings.Repeat("ü", 200) + "/home/ada/x.ts" + strings.Repeat("z", 200)
	cell := Cell{Column: "message", Before: &long, After: text(strings.Repeat("ü", 200) + "x.ts" + strings.Repeat("z", 200) + "\x1b"), Rules: []string{"p/r"}}
	tables := []Table{{Name: "t", Rows: []Row{{Cells: []Cell{cell}}}}}
	for _, c := range []struct {
		tables []Table
		style  Style
		want   string
	}{
		{tables, Style{Width: 47}, "    - ...üüüüüüü/home/ada/x.tszzzzzzzzzzzzz...\n    + ...üüüüüüüx.tszzzzzzzzzzzzzzzzzzzzzzz...\n"},
		{Masked(tables), Style{Width: 47}, "    - ...xxxxxxx/xxxx/xxx/x.xxxxxxxxxxxxxxx...\n    + ...üüüüüüüx.tszzzzzzzzzzzzzzzzzzzzzzz...\n"},
		{tables, Style{Width: 20, Plain: true}, "    - ...????/home/ada/x.tszzzzzz...\n    + ...????x.tszzzzzzzzzzzzzzzz...\n"},
		{tables, Style{Width: 900}, "z?\n"},
	} {
		var b strings.Builder
		if err := Text(&b, c.tables, 1, c.style); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.want) {
			t.Errorf("width %d: no %q in\n%s", c.style.Width, c.want, b.String())
		}
	}
}

func TestPieces(t *testing.T) {
	var got []string
	for _, p := range pieces("see [REDACTED], [P:ABCDEFGHIJKLMN23] and list[0]") {
		if p.Marker {
			got = append(got, p.Text)
		}
	}
	if !slices.Equal(got, []string{"[REDACTED]", "[P:ABCDEFGHIJKLMN23]"}) {
		t.Errorf("markers are %q", got)
	}
}

func TestHTML(t *testing.T) {
	var b strings.Builder
	if err := HTML(&b, "shop", Masked(sample())); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if strings.Contains(page, "ada") || strings.Contains(page, "<b>") || !strings.Contains(page, "redact-default/path.root") || !strings.Contains(page, "stays here: guard: text.home (message)") {
		t.Errorf("%s", page)
	}
}
