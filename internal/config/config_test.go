package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestLoad_Layers(t *testing.T) {
	root, home := t.TempDir(), t.TempDir()
	write(t, filepath.Join(home, ".drift", "cloud-config.json"), `{"supabaseUrl":"https://a","supabaseAnonKey":"k","projectId":"p","tenantId":"t"}`)
	write(t, filepath.Join(home, ".drift", "driftsync.toml"), "[cloud]\nkey = 'user'\n[[plugin]]\nname = 'one'\npath = 'one.wasm'\n")
	write(t, filepath.Join(root, "driftsync.toml"), "[cloud]\nproject = 'file'\n[[plugin]]\nname = 'two'\npath = 'two.wasm'\n")
	env := map[string]string{"DRIFTSYNC_TENANT": "env", "CI": "true"}
	c, err := Load(Places{Root: root, Home: home}, func(n string) string { return env[n] })
	if err != nil {
		t.Fatal(err)
	}
	if want := (Cloud{URL: "https://a", Key: "user", Tenant: "env", Project: "file"}); !reflect.DeepEqual(c.Cloud, want) {
		t.Errorf("cloud %+v, want %+v", c.Cloud, want)
	}
	if len(c.Plugins) != 2 || c.Plugins[0].Path != filepath.Join(home, ".drift", "one.wasm") || c.Plugins[1].Path != filepath.Join(root, "two.wasm") {
		t.Errorf("plugins %+v", c.Plugins)
	}
	if !c.URLTrusted || c.Source.Name != "ci" {
		t.Errorf("trusted %v, source %q", c.URLTrusted, c.Source.Name)
	}
}

func TestLoad_AProjectAloneIsNotTrusted(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "driftsync.toml"), "[cloud]\nurl = 'https://collector'\n")
	c, err := Load(Places{Root: root, Home: t.TempDir()}, func(string) string { return "" })
	if err != nil || c.URLTrusted {
		t.Errorf("trusted %v, %v", c.URLTrusted, err)
	}
}

func TestLoad_Faults(t *testing.T) {
	for _, text := range []string{"[cloud]\nurll = 'x'\n", "[cloud\n", "[cloud]\nurl = 3\n"} {
		root := t.TempDir()
		write(t, filepath.Join(root, "driftsync.toml"), text)
		_, err := Load(Places{Root: root}, func(string) string { return "" })
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.ConfigInvalid {
			t.Errorf("%q gave %v", text, err)
		}
	}
}
