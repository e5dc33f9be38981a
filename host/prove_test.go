package host_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/prove"
)

// prove proves with a cache folder of its own, so that what stays there is seen.
func (b *bench) prove(seed uint64) (*prove.Result, error) {
	b.t.Helper()
	if b.options.CacheDir == cacheDir {
		if testing.Short() {
			b.t.Skip("compiles the plugin anew")
		}
		b.options.CacheDir = b.t.TempDir()
	}
	return host.Prove(b.t.Context(), b.options, seed)
}

// Behind a chain that lets everything pass, every canary arrives but for those whose
// row the guard keeps, and those that the host itself replaces.
func TestProve_NothingHeld(t *testing.T) {
	b := newBench(t, demo.Options{Rows: 1700})
	b.options.LetPass()
	r, err := b.prove(1)
	if err != nil {
		t.Fatal(err)
	}
	if r.Arrived < r.Planted*2/3 || len(r.Kinds) != len(prove.Kinds()) || r.Planted != r.Gone+r.Arrived {
		t.Errorf("%+v arrived, of %d kinds", r.Counts, len(r.Kinds))
	}
	for _, g := range r.Groups {
		switch {
		case g.Class == "hash" && g.Arrived != 0:
			t.Errorf("%d %s left in place of digests", g.Arrived, g.Kind)
		case g.Class != "hash" && g.Gone != g.Stayed:
			t.Errorf("%d of %d %s in %s were not found, and nothing took them", g.Gone-g.Stayed, g.Planted, g.Kind, g.Class)
		}
	}
	for _, k := range r.Kinds {
		if k.Arrived == 0 {
			t.Errorf("no %s arrived", k.Kind)
		}
	}
}

// What a class takes is gone, by its name; a proof can be repeated; it changes and
// leaves nothing but its result.
func TestProve(t *testing.T) {
	b := newBench(t, demo.Options{Rows: 1700})
	before := listing(t, b.root)
	if last, err := host.LastProof(b.options); last != nil || err != nil {
		t.Errorf("a proof before the first one: %+v, %v", last, err)
	}
	r, err := b.prove(7)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range r.Groups {
		if g.Class == "code" && (g.Arrived > 0 || g.Planted == 0 || !slices.ContainsFunc(g.Rules, func(r prove.Rule) bool { return r.Name == "redact-default/class.code" })) {
			t.Errorf("%s in columns of code: %+v", g.Kind, g)
		}
	}
	if len(r.Tables) != 73 || r.Columns < 300 || r.Bytes == 0 {
		t.Errorf("planted in %d columns of %d tables, searched %d bytes", r.Columns, len(r.Tables), r.Bytes)
	}
	if diff := cmp.Diff(before, listing(t, b.root), cmpopts.IgnoreSliceElements(isIndex)); diff != "" {
		t.Errorf("the project differs:\n%s", diff)
	}
	left := append(listing(t, b.options.CacheDir), listing(t, b.options.StateDir)...)
	for _, name := range left {
		if own := strings.HasPrefix(name, "proofs") || name == "machine.json" || strings.HasPrefix(name, "plugins"); !own {
			t.Errorf("%s was left behind", name)
		}
	}
	again, err := b.prove(7)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{r.Groups, r.Leaks, r.Tables}, []any{again.Groups, again.Leaks, again.Tables}); diff != "" {
		t.Errorf("the same seed gives another result:\n%.2000s", diff)
	}
	b.keeps(again)
}

// keeps looks at the proof that a report names.
func (b *bench) keeps(r *prove.Result) {
	b.t.Helper()
	last, err := host.LastProof(b.options)
	if err != nil || last == nil || last.Counts != r.Counts || last.Seed != r.Seed {
		b.t.Errorf("the last proof is %+v, %v", last, err)
	}
	other := b.options
	other.TeamKey = []byte(strings.Repeat("k", 32))
	if last, err := host.LastProof(other); last != nil || err != nil {
		b.t.Errorf("a proof counts under another policy: %v", err)
	}
	other = b.options
	other.Root = b.t.TempDir()
	if last, err := host.LastProof(other); last != nil || err != nil {
		b.t.Errorf("a proof counts for another project: %v", err)
	}
}

// isIndex reports whether a file is the index of a log, which SQLite makes beside it.
func isIndex(name string) bool { return strings.HasSuffix(name, "-shm") }

// listing names every file below a folder.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			all = append(all, name)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestProve_Interrupted(t *testing.T) {
	b := newBench(t, demo.Options{Rows: 1700})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.options.Progress = func(p host.Progress) {
		if p.Stage == "send" {
			cancel()
		}
	}
	_, err := host.Prove(ctx, b.options, 1)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.Interrupted {
		t.Errorf("an interrupted proof: %v", err)
	}
	b.nothingLeft()
}

func (b *bench) nothingLeft() {
	b.t.Helper()
	if left, err := filepath.Glob(filepath.Join(b.options.CacheDir, "prove-*")); err != nil || len(left) > 0 {
		b.t.Errorf("%d folders were left behind, %v", len(left), err)
	}
	if _, err := os.Stat(filepath.Join(b.options.StateDir, "proofs")); err == nil {
		b.t.Error("a proof that failed has a result")
	}
}

func TestProve_BadInput(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(b *bench)
		code  fault.Code
		says  string
	}{
		{"no database", func(b *bench) { b.options.Root = b.t.TempDir() }, fault.SourceMissing, "no database of Drift"},
		{"an empty file", func(b *bench) { b.empty(".drift/drift.db") }, fault.SourceCorrupt, "is empty"},
		{"the root of the drive", func(b *bench) {
			b.options.Root = "/"
		}, fault.ConfigInvalid, "every path is below it"},
		{"no room", func(b *bench) { b.options.HaveRoom(1 << 20) }, fault.SpoolWrite, "1.0 MiB are free"},
		{"planted before", func(b *bench) {
			if _, err := prove.Plant(b.t.Context(), b.root, b.root, 1); err != nil {
				b.t.Fatal(err)
			}
		}, fault.ConfigInvalid, "a value that this seed plants"},
		{"a relative root", func(b *bench) { b.options.Root = "shop" }, fault.ConfigInvalid, "not an absolute path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, demo.Options{Rows: 1100})
			c.spoil(b)
			_, err := b.prove(1)
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Code != c.code || !strings.Contains(f.Error(), c.says) || f.Hint == "" {
				t.Fatalf("%v", err)
			}
			b.nothingLeft()
		})
	}
}

// empty cuts a database off.
func (b *bench) empty(file string) {
	b.t.Helper()
	path := filepath.Join(b.root, filepath.FromSlash(file))
	for _, suffix := range []string{"", "-wal"} {
		if err := os.Truncate(path+suffix, 0); err != nil && !errors.Is(err, fs.ErrNotExist) {
			b.t.Fatal(err)
		}
	}
}

// What a killed proof left is removed by the next one, once it is old.
func TestProve_RemovesWhatAKilledOneLeft(t *testing.T) {
	b := newBench(t, demo.Options{Rows: 1100})
	left := filepath.Join(b.options.CacheDir, "prove-left")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(left, old, old); err != nil {
		t.Fatal(err)
	}
	b.options.HaveRoom(0)
	if _, err := host.Prove(t.Context(), b.options, 1); err == nil {
		t.Error("a proof without room")
	}
	b.nothingLeft()
}
