package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	root, home := t.TempDir(), t.TempDir()
	drift, user, own := filepath.Join(home, ".drift", "cloud-config.json"), filepath.Join(home, ".drift", "driftsync.toml"), filepath.Join(root, "driftsync.toml")
	write(t, drift, `{"supabaseUrl":"https://drift","supabaseAnonKey":"k","projectId":"p","tenantId":"t"}`)
	write(t, user, "[cloud]\nkey = 'user'\n[[plugin]]\nname = 'one'\npath = 'one.wasm'\n")
	write(t, own, "[cloud]\nproject = 'file'\n[limits]\nbatch_seconds = 3\n")
	env := map[string]string{"DRIFTSYNC_TENANT": "env", "CI": "1"}
	values, err := Explain(Places{Root: root, Home: home}, func(n string) string { return env[n] })
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]Value)
	for _, v := range values {
		got[v.Key] = v
	}
	for key, want := range map[string][2]string{
		"cloud.url": {"https://drift", drift}, "cloud.key": {"user", user}, "cloud.project": {"file", own}, "cloud.tenant": {"env", "DRIFTSYNC_TENANT"},
		"source.name": {"ci", "CI"}, "limits.batch_seconds": {"3", own}, "limits.memory_mib": {"", "default"},
		"plugin.one": {filepath.Join(home, ".drift", "one.wasm"), user},
	} {
		if v := got[key]; v.Value != want[0] || v.Origin != want[1] {
			t.Errorf("%s is %q from %s, want %q from %s", key, v.Value, v.Origin, want[0], want[1])
		}
	}
}

func TestRemember(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, ".drift", "cloud-config.json")
	read := func() map[string]string {
		t.Helper()
		own := map[string]string{}
		data, err := os.ReadFile(path)
		if err != nil || json.Unmarshal(data, &own) != nil {
			t.Fatal(err)
		}
		return own
	}
	if err := Remember(home, Cloud{URL: "https://a", Key: "k", Project: "p", Tenant: "t"}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	write(t, path, strings.Replace(string(mustRead(t, path)), "{", `{"foreign":"stays",`, 1))
	if err := Remember(home, Cloud{URL: "https://a", Key: "other"}); err != nil {
		t.Fatal(err)
	}
	if own := read(); own["supabaseAnonKey"] != "other" || own["projectId"] != "p" || own["foreign"] != "stays" {
		t.Errorf("the same URL: %v", own)
	}
	// Tenant and project of another URL mean nothing.
	if err := Remember(home, Cloud{URL: "https://b", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	if own := read(); own["projectId"] != "" || own["tenantId"] != "" || own["supabaseUrl"] != "https://b" {
		t.Errorf("another URL: %v", own)
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
