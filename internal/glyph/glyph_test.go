package glyph

import (
	"encoding/json"
	"testing"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"plain, größer 統一 é!":        "plain, größer 統一 é!",
		"pass\n  pass  STRICTER":     `pass\n  pass  STRICTER`,
		"a\u202eb\u2066c\u2028d":     `a\u202eb\u2066c\u2028d`,
		"\x1b[2J\r\x7f\u0085":        `\x1b[2J\r\x7f\u0085`,
		"\xff\u00a0\u3164\U000e0041": `\xff\u00a0\u3164\U000e0041`,
		`C:\new`:                     `C:\new`,
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	if got := Lines("one\npassed\ttwo\u202e"); got != "one\n         passed    two\\u202e" {
		t.Errorf("%q", got)
	}
}

func TestJSON(t *testing.T) {
	const text = "größer \u202e\u2028 \U000e0041 統一"
	plain := []byte("{\n  \"a\": \"" + text + "\"\n}")
	shown := JSON(plain)
	var v struct{ A string }
	if err := json.Unmarshal(shown, &v); err != nil || v.A != text {
		t.Errorf("%s says %q, %v", shown, v.A, err)
	}
	if want := "{\n  \"a\": \"größer \\u202e\\u2028 \\udb40\\udc41 統一\"\n}"; string(shown) != want {
		t.Errorf("%s, want %s", shown, want)
	}
}
