package project

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestRoot(t *testing.T) {
	top := t.TempDir()
	deep := filepath.Join(top, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(top, ".drift"), 0o755); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	for _, c := range []struct{ name, explicit, environment, dir, want string }{
		{"upward", "", "", deep, top},
		{"itself", "", "", top, top},
		{"none", "", "", other, other},
		{"environment", "", other, deep, other},
		{"explicit", deep, other, top, deep},
	} {
		got, err := Root(c.explicit, c.environment, c.dir)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
	if _, err := Root(filepath.Join(top, "missing"), "", top); err == nil {
		t.Error("a root that does not exist was taken")
	}
}

func TestLook(t *testing.T) {
	s := Look("/Users/ada/src/shop", []string{"crates/x", "/home/grace/shop/", `C:\Users\Lin\shop`})
	for _, want := range []string{"/Users/ada", "/home/grace", `C:\Users\Lin`} {
		if !slices.Contains(s.Homes, want) {
			t.Errorf("homes %v lack %q", s.Homes, want)
		}
	}
	for _, want := range []string{"ada", "grace", "Lin"} {
		if !slices.Contains(s.Users, want) {
			t.Errorf("users %v lack %q", s.Users, want)
		}
	}
	if !slices.Equal(s.Roots[:1], []string{"/Users/ada/src/shop"}) || slices.Contains(s.Roots, "crates/x") {
		t.Errorf("roots %v", s.Roots)
	}
}
