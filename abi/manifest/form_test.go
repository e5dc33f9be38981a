package manifest

import (
	"regexp"
	"strings"
	"testing"
)

// TestForms compares the forms with the expressions that describe them.
func TestForms(t *testing.T) {
	long := strings.Repeat("a", 63)
	texts := []string{
		"", "a", "A", "0", "-", ".", "/", "a-b", "a_b", "a.b", "é", "a\n", "\xff", long, long + "b", long + "bc", "x" + strings.Repeat("9", 63),
		"1.2.3", "1.2", "1.2.3.4", "1.2.3-", "1.2.3-rc.1", "1.2.3-rc-1", "1.2.3-" + long, "1.2.3+b", "1234567.0.0", "-1.2.3", "1..3",
		"[A]", "[]", "[", "]", "[a]", "[A:_-9]", "[[A]]", "A]", "[A", "//", "[" + strings.Repeat("Z", 32) + "]", "[" + strings.Repeat("Z", 33) + "]",
		"*", "*.*.*", "a.b.c.d", "a..b", ".a", "a.", "drift.*.file", long + "b." + long + "b", long + "bc.a",
	}
	for form, valid := range map[string]func(string) bool{
		`^[a-z][a-z0-9-]{0,63}$`:                             ValidName,
		`^[a-z0-9][a-z0-9._-]{0,63}$`:                        ValidRule,
		`^(/?|\[[A-Z0-9_:-]{1,32}\])$`:                       ValidMarker,
		`^[a-z0-9_*]{1,64}(\.[a-z0-9_*]{1,64}){0,2}$`:        ValidReads,
		`^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z.-]{1,32})?$`: validVersion,
	} {
		for _, text := range texts {
			if want := regexp.MustCompile(form).MatchString(text); valid(text) != want {
				t.Errorf("%s: %q is valid: %t", form, text, !want)
			}
		}
	}
}
