package form_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/form"
)

func TestForms(t *testing.T) {
	for class, cells := range map[abi.Class]struct{ fits, not []string }{
		abi.Safe: {
			[]string{"", "critical", "2025-01-02T03:04:05Z", "2025-01-02 03:04:05+02:00", "a b:c.d_e-f", "[REDACTED]", "x [USER] y"},
			[]string{"a(b)", "é", "a\nb", "ada@example.org", strings.Repeat("x", 65), "a+b", "[code]", "[A", "2025-01-02T03:04:05+2:00"},
		},
		abi.Identifier: {
			[]string{"getUser", "std::vec::Vec<T>", "find(id: string): Promise<User>", `["a","b c"]`, "[]", `{"a":["b"]}`, "[CODE]", "größe", "{name}@host", "agent://a/b"},
			[]string{"a\nb", "const a = load(1);", strings.Repeat("x", 257), `["a","return b * 2;"]`, `["a\nb"]`, "[\"a\nb\"]", "[CODE]\nf(x)", "if (a == b) { stop(); }"},
		},
		abi.EnvName: {[]string{"HOME", "app.db_url-2", "[REDACTED]"}, []string{"A=b", "a b", "$A", "A\n"}},
		abi.Path: {
			[]string{"", "src/a.ts", "a b/(c)/[d]/e, f.ts", "app/+page.svelte", "größe/ü.go", "a/../b", "x/C#/~y", "[USER]/a"},
			[]string{"/a/b", "~/a", `a\b`, "C:/a", "C:a", "../a", "a/../../b", "file:a", "http://a/b", "a\nb", "a?b", "x := f(a, b)", "a found /srv/b in c", "a <b>", strings.Repeat("x", 300), strings.Repeat("a/", 3000)},
		},
		abi.RootPath:  {[]string{""}, []string{"a"}},
		abi.Code:      {[]string{""}, []string{"a"}},
		abi.Secret:    {[]string{"", "[REDACTED]"}, []string{"x", "[REDACTED] "}},
		abi.EnvValue:  {[]string{"[REDACTED]"}, []string{"on"}},
		abi.PII:       {[]string{"", "[P:ABCDEFGHIJ234567]"}, []string{"ada", "[P:ABCDEFGHIJ23456]", "[P:abcdefghij234567]"}},
		abi.DerivedID: {[]string{"[P:ABCDEFGHIJ234567]"}, []string{"dna-1"}},
		abi.Hash:      {[]string{"", "00ff00ff"}, []string{"00FF00FF", "00ff", "xyz", strings.Repeat("a", 129)}},
		abi.Unknown:   {[]string{""}, []string{"x"}},
	} {
		fits := form.Of(class).Fits
		for _, cell := range cells.fits {
			if !fits([]byte(cell)) {
				t.Errorf("%v does not take %q", class, cell)
			}
		}
		for _, cell := range cells.not {
			if fits([]byte(cell)) {
				t.Errorf("%v takes %q", class, cell)
			}
		}
	}
}

// Every class has a form in words.
func TestForms_AreDocumented(t *testing.T) {
	for _, class := range abi.Classes() {
		if form.Of(class).Title == "" {
			t.Errorf("%v says nothing", class)
		}
	}
}

func FuzzFits(f *testing.F) {
	f.Add("[CODE", uint8(1))
	f.Fuzz(func(t *testing.T, cell string, class uint8) {
		if fits := form.Of(abi.Class(class)).Fits; fits != nil {
			fits([]byte(cell))
		}
	})
}
