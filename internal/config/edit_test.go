package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

var linked = Cloud{URL: "https://a", Key: "k", Tenant: "t", Project: "p"}

func TestSetCloud(t *testing.T) {
	const keys = "url = \"https://a\"\nkey = \"k\"\ntenant = \"t\"\nproject = \"p\"\n"
	for name, c := range map[string]struct{ before, after string }{
		"no file":          {"", "[cloud]\n" + keys},
		"other tables":     {"# mine\n[source]\nname = 'ci'", "# mine\n[source]\nname = 'ci'\n\n[cloud]\n" + keys},
		"in place":         {"[cloud]\n# why\nproject = 'old' # gone\n\n[limits]\nmemory_mib = 9\n", "[cloud]\nurl = \"https://a\"\nkey = \"k\"\ntenant = \"t\"\n# why\nproject = \"p\"\n\n[limits]\nmemory_mib = 9\n"},
		"before a plugin":  {"[cloud]\n[[plugin]]\nname = 'n'\npath = 'p'\n", "[cloud]\n" + keys + "[[plugin]]\nname = 'n'\npath = 'p'\n"},
		"mark of encoding": {"\ufeff[cloud]\n", "[cloud]\n" + keys},
		"without line end": {"[cloud]", "[cloud]\n" + keys},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "driftsync.toml")
			if c.before != "" {
				write(t, path, c.before)
			}
			err := SetCloud(path, linked)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(path); string(got) != c.after {
				t.Errorf("got\n%s\nwant\n%s", got, c.after)
			}
			if err := SetCloud(path, linked); err != nil {
				t.Fatal(err)
			}
			if got, _ := os.ReadFile(path); string(got) != c.after {
				t.Errorf("the second time\n%s", got)
			}
		})
	}
}

func TestSetCloud_OtherStyle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "driftsync.toml")
	const text = "cloud = { url = 'https://b' }\n"
	write(t, path, text)
	f, ok := errors.AsType[*fault.Error](SetCloud(path, linked))
	if !ok || f.Code != fault.ConfigInvalid {
		t.Fatalf("got %v", f)
	}
	if got, _ := os.ReadFile(path); string(got) != text {
		t.Errorf("the file has changed: %s", got)
	}
}

func TestTrust(t *testing.T) {
	home, root := t.TempDir(), t.TempDir()
	for _, url := range []string{"https://a", "https://b", "https://a"} {
		if err := Trust(Places{Home: home}, url); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(root, "driftsync.toml"), "[cloud]\nurl = 'https://b'\ntrusted = ['https://c']\n")
	c, err := Load(Places{Root: root, Home: home}, func(string) string { return "" })
	if err != nil || !c.URLTrusted || len(c.Cloud.Trusted) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	write(t, filepath.Join(root, "driftsync.toml"), "[cloud]\nurl = 'https://c'\ntrusted = ['https://c']\n")
	if c, err = Load(Places{Root: root, Home: home}, func(string) string { return "" }); err != nil || c.URLTrusted {
		t.Errorf("a project trusts itself: %+v, %v", c, err)
	}
}
