package destination

import (
	"path/filepath"
	"testing"
)

func TestParse(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, want string }{
		{"file:out.db", "file:" + filepath.Join(here, "out.db")},
		{"ndjson:rows/", "ndjson:" + filepath.Join(here, "rows")},
		{"file:a:b.db", "file:" + filepath.Join(here, "a:b.db")},
		{"file:", ""}, {"file", ""}, {"out.db", ""}, {"File:out.db", ""}, {"", ""}, {Cloud, ""}, {"https://file:1/#x", ""},
	} {
		d, local, err := Parse(c.name)
		if err != nil || d.Name != c.want || local != (c.want != "") || Local(c.name) != local {
			t.Errorf("%q is %q, local %v: %v", c.name, d.Name, local, err)
		}
		if _, there := Path(c.name); there != local {
			t.Errorf("%q has a path: %v", c.name, there)
		}
	}
}

func TestBelow(t *testing.T) {
	root, err := filepath.Abs("shop")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ root, name, want string }{
		{root, "file:" + filepath.Join(root, "out", "a.db"), "file:out/a.db"},
		{root, "file:" + filepath.Join(filepath.Dir(root), "a.db"), "file:a.db"},
		{"", "ndjson:" + filepath.Join(root, "rows"), "ndjson:rows"},
		{root, "https://p.supabase.co#1", "https://p.supabase.co#1"},
		{root, "cloud", "cloud"},
	} {
		if got := Below(c.root, c.name); got != c.want {
			t.Errorf("%s is shown as %s, want %s", c.name, got, c.want)
		}
	}
}
