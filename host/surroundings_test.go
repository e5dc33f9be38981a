package host_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/schema"
)

// around returns the surroundings of the project, with one thing changed.
func (b *bench) around(change func(*project.Surroundings)) func(*host.Options) {
	s := project.Look(b.root, nil)
	change(&s)
	return func(o *host.Options) { o.Surroundings = &s }
}

// A new surrounding is no new policy: what has not changed is looked at once more, and
// only what leaves otherwise is sent.
func TestPush_ANewSurroundingSendsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(b.root, link); err != nil {
		t.Fatal(err)
	}
	first := b.push()
	b.settle()
	for _, c := range []struct {
		name   string
		change func(*host.Options)
		again  string // what the screen says; empty where nothing is read
	}{
		{"another host name", b.around(func(s *project.Surroundings) { s.Hosts = []string{"zebra-one"} }), "host name"},
		{"the one before", func(*host.Options) {}, ""},
		{"a third host name", b.around(func(s *project.Surroundings) { s.Hosts = []string{"zebra-two"} }), "host name"},
		{"the other one again", b.around(func(s *project.Surroundings) { s.Hosts = []string{"zebra-one"} }), ""},
		{"another home", b.around(func(s *project.Surroundings) { s.Homes = append(s.Homes, "/export/zoe") }), "home folder"},
		{"a link", func(o *host.Options) { o.Root = link }, "root"},
		{"no link", func(*host.Options) {}, ""},
		{"the link again", func(o *host.Options) { o.Root = link }, ""},
	} {
		was := b.live()
		r := b.push(c.change)
		if sum := r.Summary(); sum.Sent+sum.Removed > 0 || r.Source != first.Source || r.Full || !r.Complete {
			t.Errorf("%s: %+v, full %v, complete %v", c.name, sum, r.Full, r.Complete)
		}
		if r.Unchanged != (c.again == "") || !strings.HasSuffix(r.Again, c.again) {
			t.Errorf("%s: unchanged %v, again %q", c.name, r.Unchanged, r.Again)
		}
		if !slices.Equal(was, b.live()) {
			t.Errorf("%s: other rows are live", c.name)
		}
	}
}

// Where a name that was not known stands in a row, that row alone is sent or withdrawn;
// and it stays known when the machine has another name.
func TestPush_ANewNameIsTakenOut(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	const named = "SELECT count(*) FROM cloud_violations WHERE message LIKE '%zebra%'"
	b.exec(schema.Drift, "UPDATE violations SET message = 'see build/zebra-nine/notes.txt' WHERE rowid = 1")
	b.push()
	if n := b.rows(named)[0]; n != "1" {
		t.Fatalf("%s rows have the name before it is one", n)
	}
	r := b.push(b.around(func(s *project.Surroundings) { s.Users = append(s.Users, "zebra-nine") }))
	if n := b.rows(named)[0]; n != "0" {
		t.Errorf("%s rows have the name", n)
	}
	if sum := r.Summary(); sum.Sent+sum.Removed != 1 {
		t.Errorf("%+v", sum)
	}
	b.exec(schema.Drift, "UPDATE violations SET message = 'look at build/zebra-nine/other.txt' WHERE rowid = 2")
	b.push()
	if n := b.rows(named)[0]; n != "0" {
		t.Errorf("%s rows have a name that was known", n)
	}
}

// A search that did not get to a row is made up for.
func TestPush_ASearchThatDidNotEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	home := func(b *bench) func(*host.Options) {
		return b.around(func(s *project.Surroundings) { s.Homes = append(s.Homes, "/export/zoe") })
	}
	for name, between := range map[string]func(b *bench){
		"limited": func(b *bench) { b.push(home(b), func(o *host.Options) { o.Tables = []string{"functions"} }) },
		"failed": func(b *bench) {
			b.exec(schema.Drift, "UPDATE functions SET end_line = end_line + 1")
			if _, err := b.try(home(b), b.through(&failing{finish: func() error { return errDown }})); err == nil {
				b.t.Fatal("it did not fail")
			}
		},
		"a dry run": func(b *bench) { b.push(home(b), func(o *host.Options) { o.DryRun = true }) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, demo.Options{Clean: true, Rows: 1})
			b.exec(schema.Drift, "UPDATE violations SET message = 'see /export/zoe/notes.txt' WHERE rowid = 1")
			b.push()
			b.settle()
			between(b)
			if r := b.push(home(b)); r.Again == "" || r.Unchanged {
				t.Errorf("again %q, unchanged %v", r.Again, r.Unchanged)
			}
			if n := b.rows("SELECT count(*) FROM cloud_violations WHERE message LIKE '%zoe%'")[0]; n != "0" {
				t.Errorf("%s rows have the name", n)
			}
			if r := b.push(home(b)); r.Again != "" {
				t.Errorf("again %q", r.Again)
			}
		})
	}
}
