package host_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
)

// A plugin, a policy or a destination that is refused stops a push before it reads or
// writes anything, its own state included.
func TestPush_Admission(t *testing.T) {
	wasm, err := os.ReadFile(filepath.Join("..", "examples", "policies", "assemblyscript", "no-digests.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	changed := append(append([]byte(nil), wasm...), 0, 2, 1, 'x') // one more custom section
	pinned := &lock.File{Plugins: []lock.Entry{{Name: "no-digests", Version: "1.0.0", SHA256: lock.Digest(wasm), Reads: []string{"*"}, Reason: "a test"}}}
	policy := func(text string) string {
		path := filepath.Join(t.TempDir(), "policy.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name   string
		change func(*host.Options)
		code   fault.Code
		text   string
	}{
		{"another byte", func(o *host.Options) { o.Plugins[0].Wasm, o.Locks = changed, []*lock.File{pinned} }, fault.PluginRefused, "not those in the lock"},
		{"another byte, with a reason", func(o *host.Options) {
			o.Plugins[0].Wasm, o.Locks, o.Unpinned = changed, []*lock.File{pinned}, "trust me"
		}, fault.PluginRefused, "not those in the lock"},
		{"unpinned", func(o *host.Options) { o.Locks = []*lock.File{{}} }, fault.PluginRefused, "no lock pins it"},
		{"no module", func(o *host.Options) { o.Plugins[0].Wasm = []byte("x") }, fault.PluginRefused, "refused"},
		{"required", func(o *host.Options) {
			o.PolicyFile = policy("[[require]]\nname = \"other\"\nsha256 = \"" + lock.Digest(nil) + "\"\n")
		}, fault.PluginRefused, "requires"},
		{"destination", func(o *host.Options) { o.PolicyFile = policy("destinations = [\"https://abcd.supabase.co\"]\n") }, fault.PolicyDestination, "destination"},
		{"unreadable policy", func(o *host.Options) { o.PolicyFile = filepath.Join(t.TempDir(), "none") }, fault.ConfigInvalid, "policy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "state")
			o := host.Options{
				Root: t.TempDir(), StateDir: state, CacheDir: t.TempDir(), Destination: host.Destination{Name: "file:/nowhere"},
				Plugins: []plugin.Module{{Name: "no-digests", Wasm: wasm}},
			}
			tt.change(&o)
			_, err := host.Push(t.Context(), o)
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Code != tt.code || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("error is %v", err)
			}
			if _, err := os.Stat(state); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the push had begun: %v", err)
			}
		})
	}
	// Pinned, with its reason, it is let through as far as the missing databases.
	o := host.Options{Root: t.TempDir(), StateDir: t.TempDir(), CacheDir: t.TempDir(), Destination: host.Destination{Name: "file:/nowhere"},
		Plugins: []plugin.Module{{Name: "no-digests", Wasm: wasm}}, Locks: []*lock.File{pinned}}
	if _, err := host.Push(t.Context(), o); fault.Status(err) != fault.ExitSource {
		t.Errorf("pinned: %v", err)
	}
}
