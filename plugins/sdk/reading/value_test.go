package reading

import "testing"

func TestValues(t *testing.T) {
	x := NewValues([]string{"bearer "})
	for text, want := range map[string]string{
		`= x1`: "x1", ` "x 1"`: `"x 1`, ` 'x 1'`: `"x 1`, `"""x1"""`: `"x1`, ` b"x1"`: `"x1`, ` ["x1"]`: `"x1`, `\"x1\"`: `"x1`, `&quot;x1&quot;`: `"x1`, "> x1": "x1",
		" |\n  x1\n": "x1", " >-\n  x1": "x1", " Bearer x1": "x1", ` "Bearer x1"`: `"x1`, " x1.": "x1", " x(1)": "", ` ""`: "", " [REDACTED]": "", " x[a]y": "x[a", " x\\qy": "x\\qy", " x\\n": "x", " x1[0].": "x1", " ada.\nThen another.": "ada", "": "",
	} {
		got := x.At([]byte(text), 0, nil)
		have := text[got.Start:got.End]
		if got.Quoted {
			have = `"` + have
		}
		if have != want {
			t.Errorf("%q has the value %q, want %q", text, have, want)
		}
	}
	last, text := new(Bare), []byte("a=a=a=a=a=a=a=a")
	found := 0
	for i := 2; i < len(text); i += 2 {
		if x.At(text, i, last).End > 0 {
			found++
		}
	}
	if found != maxNested+1 {
		t.Errorf("%d separators of one value count, want %d", found, maxNested+1)
	}
}
