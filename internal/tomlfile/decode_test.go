package tomlfile

import (
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	type part struct {
		Name  string   `toml:"name"`
		Count int      `toml:"count"`
		Share *float64 `toml:"share,omitempty"`
	}
	type file struct {
		Parts []part         `toml:"part"`
		Roles map[string]int `toml:"roles"`
		Deep  part           `toml:"deep"`
		On    bool           `toml:"on"`
	}
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"[[part]]\nname = \"a\"\ncount = 1\nshare = 2.5\n", ""},
		{"\ufeffon = true\n", ""},
		{"\xff\xfeo\x00n\x00", "p.toml:1:1: the file is UTF-16: save it as UTF-8"},
		{"on = [", "p.toml:1:6: array is incomplete"},
		{"on = true\non = tru\n", "p.toml:2:6: "},
		{"\n[deep]\nnmae = 1\n", `p.toml:3:1: unknown key "deep.nmae"; did you mean "name"`},
		{"[deep]\ncount = \"secret\"\n", `p.toml:2:9: found a string for "deep.count", expected an integer`},
		{"[deep]\nname = 7\n", `p.toml:2:8: found an integer for "deep.name", expected a string`},
		{"on = 7\n", `p.toml:1:6: found an integer for "on", expected true or false`},
		{"[[part]]\nshare = \"secret\"\n", `expected a number`},
		{"part = 3\n", `p.toml:1:8: `},
		{"deep = 3\n", `p.toml:1:8: `},
	} {
		err := Decode("p.toml", []byte(c.text), new(file))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.text, err)
		case c.want == "":
		case err == nil || !strings.Contains(err.Error(), c.want):
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		case strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "tomlfile."):
			t.Errorf("%q: the error quotes a value or a type of Go's: %v", c.text, err)
		}
	}
}
