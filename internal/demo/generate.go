package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"github.com/driftsync/driftsync/internal/disk"
	"github.com/driftsync/driftsync/schema"
)

// Summary is what [Generate] made.
type Summary struct {
	Options   Options        // with defaults filled in; what [Planted] wants
	Dir       string         // project root on this machine
	Files     int            // source files that were read
	Functions int            // functions found in them
	Rows      map[string]int // by "database.table", all tables made
	Total     int            // rows over all tables
	Planted   []PlantCount   // by kind, ascending
}

// PlantCount is how many different values of a kind are in the data.
type PlantCount struct {
	Kind  string
	Count int
}

// Drift's schema versions at which the databases are made.
var madeAt = map[string]int{schema.Drift: 7, schema.Bridge: 1, schema.Cortex: 15}

// Generate makes dir/.drift/drift.db, dir/.drift/bridge.db and dir/.cortex/cortex.db.
// It refuses to overwrite a database. Up to about 50,000 rows everything is left in
// the write-ahead log, as Drift leaves it; beyond that only the last tables are.
// Memory does not grow with the number of rows.
func Generate(ctx context.Context, dir string, o Options) (*Summary, error) {
	o, err := o.resolve(dir)
	if err != nil {
		return nil, fmt.Errorf("project root: %w", err)
	}
	t, err := loadTree(ctx, o.From)
	if err != nil {
		return nil, err
	}
	g := newGenerator(o, t)
	s := &Summary{Options: o, Dir: dir, Files: len(t.files), Functions: len(t.functions), Rows: g.counts, Planted: countPlants(Planted(o))}
	for _, n := range g.counts {
		s.Total += n
	}
	for _, db := range o.databases() {
		file := filepath.Join(dir, filepath.FromSlash(db.File))
		if err := g.fill(ctx, file, db); err != nil {
			if full := disk.WhenFull(file, err); full != nil {
				return nil, full
			}
			return nil, fmt.Errorf("%s: %w", db.Name, err)
		}
	}
	return s, nil
}

func (o Options) databases() []*schema.Database {
	var all []*schema.Database
	both := !o.Bridge && !o.Cortex
	for _, db := range schema.Databases() {
		if db.Name == schema.Bridge && !o.Bridge && !both || db.Name == schema.Cortex && !o.Cortex && !both {
			continue
		}
		all = append(all, db)
	}
	return all
}

// generator makes rows. rng is that of the table in work: rows of a table are made
// in order, so chance depends on the seed and the table alone, or on the finding.
type generator struct {
	Options
	*tree
	counts map[string]int
	sites  map[string][]site
	rng    *rand.Rand
	ranAt  int    // when the analyze was that made the row, in seconds
	edges  []call // those between functions of the first round
}

func newGenerator(o Options, t *tree) *generator {
	g := &generator{Options: o, tree: t, sites: make(map[string][]site)}
	for _, s := range sites(o) {
		g.sites[s.table.FullName()] = append(g.sites[s.table.FullName()], s)
	}
	g.counts = plan(o, g.sites)
	g.edges = g.firstEdges()
	return g
}

// finding returns which finding the i-th row of a table that grows is, and sets what
// the row depends on: of one finding all but the time is the same in every analyze.
func (g *generator) finding(t *schema.Table, i int) int {
	name := t.FullName()
	each := (g.counts[name] + analyses - 1) / analyses
	g.ranAt = began + i/each*between
	i %= each
	g.rng = rand.New(rand.NewPCG(g.Seed, digest("finding", name, strconv.Itoa(i))))
	return i
}

// fill makes one database. What a failed run made is removed.
func (g *generator) fill(ctx context.Context, file string, db *schema.Database) (err error) {
	rows := 0
	for _, t := range db.Tables {
		rows += g.counts[t.FullName()]
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	st, err := create(ctx, file, db, rows > walRows)
	if err != nil {
		return err
	}
	defer func() {
		err = st.close(err)
	}()
	tables := specs()
	for i, t := range db.Tables {
		if i == len(db.Tables)-walTables {
			if err := st.log(); err != nil {
				return err
			}
		}
		g.rng = rand.New(rand.NewPCG(g.Seed, digest("rows", t.FullName())))
		if t.Virtual != nil {
			continue
		}
		spec := tables[t.FullName()]
		g.ranAt = began + (analyses-1)*between
		next := func(i int) cells {
			if spec.grows {
				i = g.finding(t, i)
			}
			row := g.rowOf(t, spec, i)
			g.plant(t, i, row)
			return row
		}
		if err := st.insert(ctx, t, g.counts[t.FullName()], next); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return st.rebuild(db)
}
