package demo

import "maps"

// spec is how a table is filled. Weight is the table's share of what lies beyond the
// smallest project; max 0 means no limit.
type spec struct {
	weight   float64
	min, max int
	row      func(g *generator, i int) cells // nil where all cells are filled by class
	grows    bool                            // the same findings go in once an analyze
}

// growing are the tables into which Drift puts the same findings at every analyze, beside
// those of the analyze before, and the columns that say when.
var growing = map[string]string{
	"drift.constants": "created_at", "drift.conventions": "discovered_at", "drift.degradation_alerts": "created_at",
	"drift.detections": "created_at", "drift.env_variables": "created_at", "drift.error_gaps": "created_at",
	"drift.gate_results": "run_at", "drift.taint_flows": "created_at", "drift.wrappers": "created_at",
}

const (
	analyses = 4    // whose findings stand in the tables that grow
	between  = 3600 // seconds from one to the next
)

// leastRows is the least number of rows of a table that names none.
const leastRows = 8

// remainder is the table that takes what rounding and limits leave over.
const remainder = "drift.call_edges"

// The full-text table has a row for every row of the table that it indexes, which
// stands before it in the catalogue; their specs have the same weight and limit.
const (
	index   = "cortex.memory_fts"
	indexed = "cortex.memories"
)

// specs returns how each table is filled, by "database.table". One that is not among them
// gets its least number of rows, filled by class.
func specs() map[string]spec {
	all := make(map[string]spec)
	for _, part := range []map[string]spec{
		structureSpecs(), findingSpecs(), qualitySpecs(), gateSpecs(), historySpecs(),
		bridgeSpecs(), memorySpecs(), memoryLogSpecs(), agentSpecs(), localSpecs(),
	} {
		maps.Copy(all, part)
	}
	for name, s := range all {
		s.grows = growing[name] != ""
		all[name] = s
	}
	return all
}

// plan divides the rows among the tables: every table has its least, with room for
// everything planted, and the rest goes by weight. The sum is o.Rows unless that is
// less than the smallest project.
func plan(o Options, sites map[string][]site) map[string]int {
	tables := specs()
	counts := make(map[string]int, len(tables))
	rest, weights := o.Rows, 0.0
	for _, db := range o.databases() {
		for _, t := range db.Tables {
			s, name := tables[t.FullName()], t.FullName()
			counts[name] = least(s, sites[name])
			if name == index {
				counts[name] = counts[indexed]
			}
			rest -= counts[name]
			weights += s.weight
		}
	}
	if rest <= 0 {
		return counts
	}
	share := float64(rest) / weights
	for _, db := range o.databases() {
		for _, t := range db.Tables {
			s, name := tables[t.FullName()], t.FullName()
			more := int(s.weight * share)
			if s.max > 0 {
				more = max(0, min(more, s.max-counts[name]))
			}
			counts[name] += more
			rest -= more
		}
	}
	counts[remainder] += rest
	return counts
}

func least(s spec, sites []site) int {
	n := s.min
	if n == 0 {
		n = leastRows
	}
	for _, site := range sites {
		n = max(n, len(site.kinds))
		if s.grows {
			n = max(n, analyses*len(site.kinds))
		}
	}
	return n
}
