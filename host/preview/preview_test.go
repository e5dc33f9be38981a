package preview

import (
	"slices"
	"strings"
	"testing"
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
	mark := func(text string) string { return "<" + text + ">" }
	if err := Text(&b, sample(), Style{Before: mark, Width: 80}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"drift.violations  3 of 9 rows\n", "row 1  2 of 3 cells edited\n", "- file                     </home/ada/shop/über.ts>\n",
		"+ file                     über.ts  redact-default/path.root\n", "- snippet                  <let x = 1 <b>>\n", "+ snippet                  null  ",
		"row 2  leaves as it is\n", "row 3  <stays here, guard: text.home (message)>\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "severity") || strings.Contains(b.String(), "in /home/ada") {
		t.Error("it shows a cell that did not change, or of a row that stays")
	}
}

func TestText_Terminals(t *testing.T) {
	long := text(strings.Repeat("ü", 200) + "\x1b[31m")
	for _, c := range []struct {
		style Style
		want  string
	}{
		{Style{Width: 80}, strings.Repeat("ü", 80-beside) + "..."},
		{Style{Width: 120}, strings.Repeat("ü", 120-beside) + "..."},
		{Style{Width: 20}, strings.Repeat("ü", shortest) + "..."},
		{Style{Width: 400}, strings.Repeat("ü", 200) + "?[31m"},
		{Style{Width: 80, Plain: true}, strings.Repeat("?", 80-beside) + "..."},
	} {
		if got := c.style.line(long); got != c.want {
			t.Errorf("%+v: %q, want %q", c.style.Width, got, c.want)
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
