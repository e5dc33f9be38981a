package host_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink/keyfile"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// logged counts what a destination on this machine holds of a log, live or not.
func (b *bench) logged() string {
	b.t.Helper()
	if info, err := os.Stat(b.out); err == nil && !info.IsDir() {
		return b.rows("SELECT count(*) FROM cloud_gate_results")[0]
	}
	ids := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(b.out, "cloud_gate_results", "*", "*", "*"))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			_, rest, _ := strings.Cut(line, `"sync_source_id":"`)
			_, id, _ := strings.Cut(line, `"id":"`)
			ids[rest[:36]+id[:36]] = true
		}
	}
	return fmt.Sprint(len(ids))
}

// A destination that is kept never holds a row of a log twice, whatever became of state,
// of the key beside it, and of the team's key: a push names the rows as before, or is
// refused.
func TestPush_AKeptDestinationHoldsALogOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes fifty times")
	}
	team := []byte(strings.Repeat("k", 32))
	for _, c := range []struct {
		name   string
		before func(*bench)
		change func(*bench)
		want   fault.Code // empty where the push is to go on
	}{
		{"the state is lost", nil, func(b *bench) { b.loseState() }, ""},
		{"the state is lost, the source has a name", func(b *bench) { b.options.SourceName = "ci" }, func(b *bench) { b.loseState() }, ""},
		{"the key is lost", nil, func(b *bench) { b.loseKey() }, ""},
		{"both are lost", nil, func(b *bench) { b.loseState(); b.loseKey() }, fault.SinkKeyLost},
		{"both are lost, and a team has a key now", nil, func(b *bench) { b.loseState(); b.loseKey(); b.options.TeamKey = team }, fault.SinkKeyLost},
		{"a team has a key now", nil, func(b *bench) { b.options.TeamKey = team }, ""},
		{"a team has a key now, the state is lost", nil, func(b *bench) { b.options.TeamKey = team; b.loseState() }, ""},
		{"the team's key, all is lost", func(b *bench) { b.options.TeamKey = team }, func(b *bench) { b.loseState(); b.loseKey() }, ""},
		{"the team's key is lost", func(b *bench) { b.options.TeamKey = team }, func(b *bench) { b.options.TeamKey = nil }, fault.SinkKeyLost},
		{"another team's key", func(b *bench) { b.options.TeamKey = team }, func(b *bench) { b.options.TeamKey = append([]byte("x"), team...) }, fault.SinkKeyLost},
		{"the key of another destination", nil, func(b *bench) {
			b.loseState()
			foreign := newBench(b.t, demo.Options{Rows: 1})
			foreign.push()
			b.write(keyfile.Suffix, foreign.read(keyfile.Suffix))
		}, fault.SinkKeyLost},
		{"the key is damaged", nil, func(b *bench) { b.write(keyfile.Suffix, b.read(keyfile.Suffix)[:40]) }, fault.SinkKeyLost},
		{"a new machine", func(b *bench) { b.otherMachine(1) }, func(b *bench) { b.loseState(); b.otherMachine(2) }, fault.SinkTwice},
		{"a new machine, named", func(b *bench) { b.otherMachine(1); b.options.SourceName = "ci" }, func(b *bench) { b.loseState(); b.otherMachine(2) }, ""},
	} {
		for i, kind := range []string{"file", "folder"} {
			if i > 0 && c.name != "both are lost" && c.name != "the state is lost" && c.name != "the key is lost" {
				continue // the engine knows no difference
			}
			t.Run(c.name+"/"+kind, func(t *testing.T) {
				b := newBench(t, demo.Options{Rows: 1})
				if kind == "folder" {
					b.toFolder(filepath.Join(t.TempDir(), "out"))
				}
				if c.before != nil {
					c.before(b)
				}
				source := b.push().Source
				b.exec(schema.Drift, "UPDATE functions SET end_line = end_line + 1")
				c.change(b)
				was := b.logged()
				r, err := b.try(func(*host.Options) {})
				f, _ := errors.AsType[*fault.Error](err)
				switch {
				case c.want == "" && (err != nil || r.Source != source):
					t.Fatalf("source %v, was %v, %v", r.Source, source, err)
				case c.want != "" && (f == nil || f.Code != c.want || f.Code.Status() != fault.ExitRefused || r.Summary().Sent > 0):
					t.Fatalf("got %v, want %s", err, c.want)
				}
				if now := b.logged(); now != was || now == "0" {
					t.Errorf("%s rows of a log, there were %s", now, was)
				}
			})
		}
	}
}

// A cloud project holds a row of a log once as well, where it notes the key of its rows; one
// from before that takes a push as it did.
func TestPush_ACloudHoldsALogOnce(t *testing.T) {
	c := newCloud(t)
	team, other := []byte(strings.Repeat("k", 32)), []byte(strings.Repeat("x", 32))
	for name, change := range map[string]func(b *bench) fault.Code{
		"another team's key":                     func(b *bench) fault.Code { b.options.TeamKey = other; return fault.SinkKeyLost },
		"another team's key, the state is lost":  func(b *bench) fault.Code { b.options.TeamKey = other; b.loseState(); return fault.SinkKeyLost },
		"no team's key, the state is lost":       func(b *bench) fault.Code { b.options.TeamKey = nil; b.loseState(); return fault.SinkKeyLost },
		"the state is lost, and the key is here": func(b *bench) fault.Code { b.loseState(); return "" },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, demo.Options{Rows: 1})
			c.project = c.Project(t, c.tenant)
			b.options.Destination, b.options.TeamKey, b.options.SourceName = c.destination(t), team, "ci"
			source := b.push().Source
			count := func() (n int) {
				if err := c.Pool().QueryRow(t.Context(), `select count(*) from cloud_gate_results where project_id = $1`, c.project).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			was, want := count(), change(b)
			b.exec(schema.Drift, "UPDATE functions SET end_line = end_line + 1")
			r, err := b.try(func(*host.Options) {})
			f, _ := errors.AsType[*fault.Error](err)
			if want == "" && (err != nil || r.Source != source) || want != "" && (f == nil || f.Code != want || f.Code.Status() != fault.ExitRefused || r.Summary().Sent > 0) {
				t.Errorf("got %v, want %q", err, want)
			}
			if now := count(); now != was || now == 0 {
				t.Errorf("%d rows of a log, there were %d", now, was)
			}
		})
	}
}

// A second project in the same file has its own source and its own key.
func TestPush_TwoProjectsInOneFile(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	one, two := newBench(t, demo.Options{Rows: 1}), newBench(t, demo.Options{Rows: 1})
	two.to(one.out)
	first := one.push().Source
	if second := two.push().Source; first == second {
		t.Fatal("both are the same source")
	}
	was := one.logged()
	for _, b := range []*bench{one, two} {
		b.loseState()
		b.push()
	}
	if now := one.logged(); now != was {
		t.Errorf("%s rows of a log, there were %s", now, was)
	}
}

func (b *bench) loseState() {
	if err := os.RemoveAll(b.options.StateDir); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) loseKey() {
	if err := os.Remove(b.out + keyfile.Suffix); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) read(suffix string) []byte {
	data, err := os.ReadFile(b.out + suffix)
	if err != nil {
		b.t.Fatal(err)
	}
	return data
}

func (b *bench) write(suffix string, data []byte) {
	if err := os.WriteFile(b.out+suffix, data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// otherMachine makes the state folder that of a machine with another name.
func (b *bench) otherMachine(n byte) {
	b.t.Helper()
	text := fmt.Sprintf(`{"id":"%s","key":"%s="}`, strings.Repeat(string('A'+n), 4), strings.Repeat(string('A'+4*n), 43))
	if err := errors.Join(os.MkdirAll(b.options.StateDir, 0o700), os.WriteFile(filepath.Join(b.options.StateDir, "machine.json"), []byte(text), 0o600)); err != nil {
		b.t.Fatal(err)
	}
}
