package jsontext_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/jsontext"
)

var texts = []string{
	"", " ", "0", "-0", "01", "-", "1.", "1.5e+3", "1e", "true", "nul", `""`, `"\u00e9\n"`, `"\u00g9"`, `"\x"`, `"` + "\n" + `"`, `"a`, `"\`, "[]", "[1,]", "[1 2]", "{}", `{"a":1}`, `{"a" 1}`, `{a:1}`,
	`{"a":[{"b":null},"c"]} `, `{"a":1,}`, "[}", "{]", "[", "1 1", `"long enough for eight bytes at a time \" and more"`,
}

// Valid agrees with the standard library.
func TestValid(t *testing.T) {
	for _, text := range texts {
		if got, want := jsontext.Valid([]byte(text)), json.Valid([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	nested := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	if !jsontext.Valid(nested(jsontext.MaxDepth)) || jsontext.Valid(nested(jsontext.MaxDepth+1)) {
		t.Error("the depth is not limited to MaxDepth")
	}
}

func FuzzValid(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		if got, want := jsontext.Valid([]byte(text)), json.Valid([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	})
}

func TestStringEnd(t *testing.T) {
	for text, want := range map[string]int{`"a"`: 3, `"a\"b", 1`: 6, `""`: 2, `"a`: 2} {
		if got := jsontext.StringEnd([]byte(text), 0); got != want {
			t.Errorf("%q ends at %d, want %d", text, got, want)
		}
	}
}
