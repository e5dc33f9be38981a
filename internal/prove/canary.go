package prove

import (
	"math/rand/v2"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// Canary is one planted value.
type Canary struct {
	table  *schema.Table
	column *schema.Column
	kind   Kind
	form
	core string // as it was planted
	at   int    // see [value]
	text string // spelled, to be put into a cell
	made bool   // the row is made up; else it is a copy of a real one

	sent bool // found in a row before the plugins
	fate fate
}

// fate is what became of a canary.
type fate struct {
	stays   string   // what kept its row here, empty where nothing did
	arrived Spelling // in which it arrived, empty where it did not
}

// planner makes the canaries of one run.
type planner struct {
	*maker
	root    string
	persons []person
	named   bool // the databases have a column of persons
}

func newPlanner(seed uint64, root string) *planner {
	m := newMaker(seed)
	return &planner{maker: m, root: root, persons: m.persons()}
}

// column returns the canaries of one column.
func (p *planner) column(t *schema.Table, c *schema.Column) []*Canary {
	var all []*Canary
	for _, k := range Kinds() {
		if k == Name && !p.named {
			continue
		}
		order := rand.New(rand.NewPCG(p.Uint64(), digest(t.FullName()+"."+c.Name)))
		for i, f := range forms(k, c.Class, order.Shuffle) {
			all = append(all, p.canary(t, c, k, f, i))
		}
	}
	return all
}

func (p *planner) canary(t *schema.Table, c *schema.Column, k Kind, f form, i int) *Canary {
	who := &p.persons[i%len(p.persons)]
	if c.Class == abi.PII && k == Name {
		f = form{Plain, Whole}
	}
	v := p.value(k, f.spelling, p.root, who)
	text := spell(v, k, f.spelling, who)
	if c.Class == abi.PII && k == Name {
		text = who.inAuthors(i)
	}
	return &Canary{table: t, column: c, kind: k, form: f, core: v.core, at: v.at, text: text}
}

// plantable reports whether a column gets canaries: it leaves, and holds text or what
// the host turns into text.
func plantable(c *schema.Column) bool {
	return !c.Local && (c.Type == abi.Text || c.Type == abi.Blob)
}

// CheckRoot refuses a project root that tells no path below it from any other path.
func CheckRoot(root string) error {
	trimmed := strings.Trim(root, `/\`)
	if trimmed != "" && !strings.HasSuffix(trimmed, ":") {
		return nil
	}
	return fault.New(fault.ConfigInvalid, "the project root is the root of a drive: every path is below it, so nothing can be proved of paths",
		"name the project's own folder with --root", nil)
}
