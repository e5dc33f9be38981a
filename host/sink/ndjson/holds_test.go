package ndjson

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/keyfile"
)

func TestHolds(t *testing.T) {
	of, run := uuid.New(), uuid.New()
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"the run":        {fmt.Sprintf(`[{"id":%q,"last_run":%q}]`, of, run), true},
		"another run":    {fmt.Sprintf(`[{"id":%q,"last_run":%q}]`, of, uuid.New()), false},
		"another source": {fmt.Sprintf(`[{"id":%q,"last_run":%q}]`, uuid.New(), run), false},
		"damaged":        {"{", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Sink{dir: t.TempDir()}
			if Holds(s.dir, of, run) {
				t.Error("an empty folder holds a run")
			}
			if err := os.MkdirAll(filepath.Dir(s.own("sources.json")), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(s.own("sources.json"), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if Holds(s.dir, of, run) {
				t.Error("a folder without the key holds a run")
			}
			keys, err := keyfile.Read(s.dir)
			if err == nil {
				err = keys.Put(of, []byte("a key"), "/home/ada/shop")
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := Holds(s.dir, of, run); got != c.want {
				t.Errorf("%t, want %t", got, c.want)
			}
		})
	}
}

// A damaged list of sources is the folder's matter, and is left as it is.
func TestBegin_DamagedSources(t *testing.T) {
	for _, text := range []string{"", "{", `{"id":1}`, "\x00\x00"} {
		s, err := Open(t.TempDir(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(s.own("sources.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = s.Begin(t.Context(), sink.Start{Run: uuid.New()})
		if fault.Status(err) != fault.ExitConfig {
			t.Errorf("%q: %v", text, err)
		}
		if now, err := os.ReadFile(s.own("sources.json")); err != nil || string(now) != text {
			t.Errorf("%q was changed to %q, %v", text, now, err)
		}
	}
}
