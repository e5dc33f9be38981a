package reading

import "testing"

func TestDocument(t *testing.T) {
	w := Document{IsLabel: func(s []byte, key Span) bool { return string(s[key.Start:key.End]) == "name" }}
	checkAll(t, &w, []struct{ at, text, want string }{
		{"{", `{"token": "x", "a\"b" : 12.5, "c":null}`, `|{ token|x a\"b|12.5 c|null`},
		{"[", `[ "x", -1e+3, {"a": []}, ["y"]]`, "|[ |x |-1e+3 |{ a|[ |[ |y"},
		{`"`, `"x"`, "|x"},
		{"1", "1", ""},
	})
	for text, want := range map[string]string{
		`{"name": "token", "value": "x"}`: "token", `{"name": "a", "b": {"c": "x"}}`: "", `{"b": {"name": "a"}, "c": "x"}`: "", `{"a": "token", "value": "x"}`: "",
		`["--token", "x"]`: "token", `["--token", "y", "x"]`: "", `["token", "x"]`: "", `{"name": "token", "a": ["x"]}`: "",
	} {
		s := []byte(text)
		for pair := w.Read(s, 0, 0); string(s[pair.Value.Start:pair.Value.End]) != "x"; {
			pair = w.Read(s, 0, pair.Next)
		}
		if got := text[w.Label.Start:w.Label.End]; got != want {
			t.Errorf("in %s x has the label %q, want %q", text, got, want)
		}
	}
}
