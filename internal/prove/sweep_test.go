package prove

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	people "github.com/driftsync/driftsync/host/person"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/schema"
)

// setting returns a number of the environment, one where there is none.
func setting(name string) uint64 {
	n, err := strconv.ParseUint(os.Getenv(name), 10, 32)
	if err != nil {
		return 1
	}
	return n
}

// Nothing that is planted into a sample project leaves the default policy, cell by cell:
// no other cell of a row helps. It runs natively, so that many seeds can be tried:
// DRIFTSYNC_TEST_SEEDS of them, from DRIFTSYNC_TEST_SEED on.
func TestSweep(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	dir := t.TempDir()
	if _, err := demo.Generate(t.Context(), dir, demo.Options{Rows: 1700, Root: root}); err != nil {
		t.Fatal(err)
	}
	beds, err := open(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		for _, b := range beds {
			b.conn.Close()
		}
	}()
	first := setting("DRIFTSYNC_TEST_SEED")
	for seed := range setting("DRIFTSYNC_TEST_SEEDS") {
		s := newSweep(t, first+seed)
		for _, b := range beds {
			for _, l := range b.tables {
				s.table(l)
			}
		}
	}
}

// sweep plants the canaries of one seed.
type sweep struct {
	*testing.T
	*planner
	seed    uint64
	policy  *policy.Policy
	runner  sdk.Runner
	context []abi.ContextSpec
}

func newSweep(t *testing.T, seed uint64) *sweep {
	s := &sweep{T: t, planner: newPlanner(seed, root), seed: seed, policy: policy.New()}
	s.named = true
	var authors []string
	for i := range s.persons {
		authors = append(authors, s.persons[i].inAuthors(i))
	}
	known := people.New(authors).Spellings()
	s.context = []abi.ContextSpec{{Kind: abi.Root, Value: root}, {Kind: abi.Home, Value: filepath.Dir(root)}, {Kind: abi.User, Value: "ada"}}
	for _, v := range known {
		s.context = append(s.context, abi.ContextSpec{Kind: abi.Person, Value: v})
	}
	return s
}

func (s *sweep) table(l *live) {
	draw := rand.New(rand.NewPCG(s.seed, digest(l.table.FullName())))
	rows, _, err := l.sample(draw)
	if err != nil {
		s.Fatal(err)
	}
	for at, c := range l.known {
		if c == nil || !plantable(c) || c.Type != abi.Text || c.Class == abi.Hash {
			continue
		}
		planted := s.column(l.table, c)
		var cells []*string
		for i, each := range planted {
			cell := plausible(c, root, i)
			if from := fitting(rows, at, draw); from >= 0 && i%3 != 2 {
				cell = rows[from][at]
			}
			cell, each.place = l.planted(c, cell, each, draw)
			text := cell.(string)
			cells = append(cells, &text)
		}
		s.redact(l.table, c, planted, cells)
	}
}

func (s *sweep) redact(t *schema.Table, c *schema.Column, planted []*Canary, cells []*string) {
	spec := vectors.TextColumn(c.Name, c.Class, cells)
	frame := abi.AppendFrame(nil, &abi.FrameSpec{Table: t.FullName(), Rows: len(cells), Context: s.context, Columns: []abi.ColumnSpec{spec}})
	answer, err := s.runner.Run(s.policy, frame)
	if err != nil {
		s.Fatal(err)
	}
	rows, err := vectors.Apply(frame, answer, policy.Markers())
	if err != nil {
		s.Fatal(err)
	}
	search := newSearcher(planted)
	for i, row := range rows {
		if row == nil || row[0] == nil {
			continue
		}
		leaks := false
		search.find([]byte(*row[0]), new(views), func(core string, _ Spelling) { leaks = leaks || core == planted[i].core })
		if leaks {
			s.Errorf("seed %d: %s.%s (%s): %s, %s, %s: %q leaves as %q", s.seed, t.FullName(), c.Name, c.Class, planted[i].kind, planted[i].spelling, planted[i].place, *cells[i], *row[0])
		}
	}
}
