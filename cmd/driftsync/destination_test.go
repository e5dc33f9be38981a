package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
)

// shelf is a sink under the name of another kind.
type shelf struct {
	*sqlite.Sink
	name string
}

func (s shelf) Destination() string { return s.name }

// A kind of destination more is a line in the table: every command that asks where rows
// go, or went, knows it.
func TestDestination_OneMore(t *testing.T) {
	kinds := destination.Kinds
	t.Cleanup(func() { destination.Kinds = kinds })
	destination.Kinds = append(kinds[:len(kinds):len(kinds)], sink.Kind{
		Scheme: "shelf", Example: "shelf:PLACE", Parallel: 1, Holds: sqlite.Holds,
		Open: func(ctx context.Context, path string) (sink.Sink, error) {
			s, err := sqlite.Open(ctx, path, sqlite.Options{})
			return shelf{s, "shelf:" + path}, err
		},
	})
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	root, place := filepath.Join(home, "shop"), filepath.Join(home, "place")
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   string
		status int
		says   string
	}{
		{"push --root ROOT --to elsewhere:x", 10, "use --to file:out.db, --to ndjson:DIR, --to shelf:PLACE or --to cloud"},
		{"source list --root ROOT --to shelf:PLACE", 10, "nothing was pushed from here to shelf:"},
		{"push --root ROOT --to shelf:PLACE --dry-run --out PLAN", 0, "shelf:"},
		{"push --root ROOT --to shelf:PLACE", 0, "shelf:"},
		{"push --root ROOT --to shelf:PLACE", 0, "Nothing changed since the last push to shelf:"},
		{"status --root ROOT", 0, "Project    shelf:"},
		{"quarantine list --root ROOT", 0, ""},
		{"report show --root ROOT", 0, "shelf:place"},
		{"source list --root ROOT", 0, "Source"},
		{"push --root ROOT --full --dry-run --out AGAIN", 0, "shelf:"},
		{"push --root ROOT --plan AGAIN", 0, "shelf:"},
	} {
		args := strings.NewReplacer("ROOT", root, "PLACE", place, "PLAN", filepath.Join(home, "plan"), "AGAIN", filepath.Join(home, "again")).Replace(c.args)
		status, out, problems := command(t, strings.Fields(args)...)
		if said := out + problems; status != c.status || !strings.Contains(said, c.says) || strings.Contains(said, "Account") {
			t.Errorf("%s: status %d, want %d and %q:\n%s", c.args, status, c.status, c.says, said)
		}
	}
}
