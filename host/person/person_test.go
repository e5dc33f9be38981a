package person_test

import (
	"slices"
	"testing"

	"github.com/driftsync/driftsync/host/person"
)

func TestSpellings(t *testing.T) {
	tests := []struct {
		value string
		has   []string
		lacks []string
	}{
		{"Marta Vogel <marta.vogel@mill.example>",
			[]string{"marta vogel", "vogel, marta", "vogel marta", "m vogel", "mvogel", "martavogel", "marta vogel", "marta.vogel@mill.example"},
			[]string{"marta", "vogel"}},
		{"Vogel, Marta", []string{"marta vogel", "mvogel"}, nil},
		{"mv@mill.example (Marta Vogel)", []string{"marta vogel", "mv@mill.example"}, []string{"mv"}},
		{"pvidal@mill.example", []string{"pvidal@mill.example", "pvidal"}, nil},
		{"marta@mill.example", []string{"marta@mill.example"}, []string{"marta"}},
		{"Marta Vogel <marta@mill.example>", []string{"marta vogel"}, []string{"marta"}},
		{"83412+pvidal@users.noreply.forge.example", []string{"pvidal"}, []string{"83412"}},
		{"tlindqvist", []string{"tlindqvist"}, nil},
		{"t.lindqvist", []string{"t lindqvist"}, nil},
		{"Tove Lindqvist-Sjö", []string{"tove lindqvist sjö", "tove lindqvist sjo", "tlindqvistsjo", "tove lindqvist sjo\u0308"}, nil},
		{"Jürgen Groß", []string{"jürgen groß", "jurgen gross", "juergen gross", "jgross"}, nil},
		{"Pia van der Meer", []string{"pia van der meer", "p van der meer", "pvandermeer", "pia meer", "van der meer, pia"}, nil},
		{"Conor O'Dea", []string{"conor o'dea", "c o'dea"}, []string{"codea"[1:]}},
		{"A. B. Quist", []string{"a b quist"}, []string{"quist"}},
		{"李建国", []string{"李建国"}, nil},
		{"李国", []string{"李国"}, nil},
		{"Иван Петров", []string{"иван петров", "и петров"}, nil},
		{"Sam Creen", []string{"sam creen"}, []string{"screen"}},
		{"Tim Able", []string{"tim able"}, []string{"table"}},
	}
	for _, test := range tests {
		got := person.Spellings(test.value)
		for _, s := range test.has {
			if !slices.Contains(got, s) {
				t.Errorf("%s has no spelling %q: %q", test.value, s, got)
			}
		}
		for _, s := range test.lacks {
			if slices.Contains(got, s) {
				t.Errorf("%s has the spelling %q", test.value, s)
			}
		}
	}
}

func TestSpellings_Nobody(t *testing.T) {
	for _, value := range []string{
		"", " ", "root", "unknown", "system", "CI", "github-actions[bot]", "github-actions[bot] <41898282+github-actions[bot]@users.noreply.forge.example>",
		"dependabot[bot]", "drift", "claude-code", "Claude", "Platform Team", "Release Manager", "security-bot", "user", "dev", "Marta", "Code Review", "Will Power", "ab", "2024", "n/a", "Build Agent 3", "noreply@mill.example", "Build <ci@mill.example>"[:5],
	} {
		if got := person.Spellings(value); len(got) > 0 {
			t.Errorf("%q has spellings %q", value, got)
		}
	}
}

func TestDirectory_Canonical(t *testing.T) {
	d := person.New([]string{
		"Marta Vogel <Marta.Vogel@mill.example>", "Marta  Vogel", "Tove Lindqvist", "pvidal", "Björk Sæther <bjork@mill.example>",
		"Anna Keller <anna.keller@mill.example>", "Arno Keller <arno.keller@mill.example>", "mut-00aa@x", "李建国",
	})
	tests := [][]string{ // each line is one person; the first is what the pseudonym is made of
		{"marta.vogel@mill.example", "Marta Vogel", "marta vogel", "MARTA VOGEL", "M. Vogel", "Vogel, Marta", "marta_vogel", "marta.vogel", "Marta\nVogel", `Marta\nVogel`, "mvogel", "MVogel",
			"Marta Vogel <marta.vogel@mill.example>", "MARTA.VOGEL@mill.example", "marta%20vogel", "marta.vogel%40mill.example"},
		{"Tove Lindqvist", "tove.lindqvist", "tlindqvist", "T. Lindqvist"},
		{"pvidal", "PVidal"},
		{"bjork@mill.example", "Björk Sæther", `Bj\u00f6rk S\u00e6ther`, `Bj\\u00f6rk S\\u00e6ther`, "Bjo\u0308rk Sæther", "Bj%C3%B6rk S%C3%A6ther", "Bjork Saether", "bsaether"},
		{"akeller"}, // two people
		{"anna.keller@mill.example", "Anna Keller"},
		{"李建国"},
		{"new@mill.example", "New Person <NEW@mill.example>"},
		{"mut-00  ff"}, {"-Users-x"}, {"Ewa Lis"}, {""}, {"<"}, {"%"}, {`\`},
	}
	for _, line := range tests {
		for _, s := range line {
			if got := string(d.Canonical([]byte(s))); got != line[0] {
				t.Errorf("%q stands for %q, want %q", s, got, line[0])
			}
		}
	}
}

// Who is who does not depend on the order of the rows.
func TestDirectory_Order(t *testing.T) {
	values := []string{"Anna Keller <a@x.example>", "Anna Keller <b@x.example>", "Anna Keller", "akeller", "Arno Keller"}
	want := person.New(values)
	slices.Reverse(values)
	if got := person.New(values); got.Digest() != want.Digest() || !slices.Equal(got.Spellings(), want.Spellings()) {
		t.Error("another order gives other people")
	}
	if got := string(want.Canonical([]byte("anna keller"))); got != "a@x.example" {
		t.Errorf("the name stands for %q", got)
	}
}

func BenchmarkDirectory_Canonical(b *testing.B) {
	d := person.New([]string{"Marta Vogel <marta.vogel@mill.example>"})
	id := []byte("dna-0123456789abcdef0123456789abcdef")
	b.ReportAllocs()
	for b.Loop() {
		d.Canonical(id)
	}
}
