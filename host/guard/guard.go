// Package guard is the host's own last check of every cell that is about to
// leave (invariant 4). It knows nothing of plugins: whatever they answered, a row
// leaves only when every cell has the form that its class asks for and holds no
// root, home, name or secret that the host knows of.
//
// It shares with plugins only what recognises routes, system paths and path
// characters (package shape). Roots, homes, names and secrets are compared by
// code of its own, so that a plugin's blind spot is not the guard's.
package guard

import (
	"cmp"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
)

// Context is what the guard looks for, the same for all rows of a run.
type Context struct {
	Roots []string // absolute; relative ones and "/" say nothing and are ignored
	Homes []string // home directories
	Users []string // user names
	Hosts []string // host names
	Words []string // literals that may leave as they are

	// Persons are spellings of the people that the author columns name. A space in one
	// stands for one separator or more.
	Persons []string
}

// Guard checks batches. It is immutable and safe for concurrent use.
type Guard struct {
	needles []needle
	users   [][]byte // lower case
	hosts   [][]byte
	words   map[string]bool
	people  *people   // nil without anybody
	start   [256]byte // what a byte may begin, see the begin constants
	follow  [256]bool // bytes that may stand behind a separator of a match
	dashed  [256]bool // bytes that may stand behind the dash of a joined match
}

const (
	beginNothing = iota
	beginSeparator
	beginEscape
	beginDash
	beginMail
)

// Hit is a cell that must not leave. It never holds a value.
type Hit struct {
	Row    int
	Column int
	Rule   string
}

// New returns a guard for a run.
func New(c Context) *Guard {
	g := &Guard{words: make(map[string]bool, len(c.Words)), people: newPeople(c.Persons)}
	for _, w := range c.Words {
		g.words[w] = true
	}
	for _, r := range c.Roots {
		g.needles = appendNeedles(g.needles, r, ruleRoot)
	}
	for _, h := range c.Homes {
		g.needles = appendNeedles(g.needles, h, ruleHome)
	}
	g.users = telling(c.Users)
	g.hosts = telling(labels(c.Hosts))
	g.index()
	return g
}

// index fills the tables that let a clean byte pass with one look.
func (g *Guard) index() {
	if len(g.needles)+len(g.users)+len(g.hosts) > 0 {
		g.start['/'], g.start['\\'] = beginSeparator, beginSeparator
		g.start['%'], g.start['&'] = beginEscape, beginEscape
		for _, c := range []byte(`/\%&.u0`) {
			g.follow[c] = true
		}
	}
	for _, n := range g.needles {
		g.start['-'] = beginDash
		mark(&g.follow, n.segments[0][0])
		mark(&g.dashed, n.segments[0][0])
	}
	for _, list := range [][][]byte{g.users, g.hosts} {
		for _, name := range list {
			g.start['@'] = beginMail
			mark(&g.follow, name[0])
		}
	}
}

func mark(set *[256]bool, c byte) {
	set[lower(c)] = true
	if isLetter(c) {
		set[lower(c)-'a'+'A'] = true
	}
}

// Check returns the rows that must not leave, ascending, each with its first
// offending column. before holds the rows as the source gave them, after as they
// would leave; rows with skip set are not looked at, and nil sets none. Batches that
// are not the same rows and columns are stopped whole.
func (g *Guard) Check(before, after *batch.Batch, skip []bool) []Hit {
	if skip == nil {
		skip = make([]bool, after.Rows())
	}
	if !parallel(before, after, skip) {
		return all(after.Rows(), skip)
	}
	var hits []Hit
	for i := range after.Columns {
		c := &after.Columns[i]
		hits = g.checkForm(hits, &before.Columns[i], c, i, skip)
		if !c.Type.Fixed() {
			hits = g.scan(hits, c, i, skip)
			hits = g.checkPersons(hits, c, i, skip)
		}
	}
	hits = g.checkRows(hits, before, after, skip)
	return firstOfRow(hits)
}

func parallel(before, after *batch.Batch, skip []bool) bool {
	rows := after.Rows()
	if before.Rows() != rows || len(skip) != rows || len(before.Columns) != len(after.Columns) {
		return false
	}
	for i := range after.Columns {
		b, a := &before.Columns[i], &after.Columns[i]
		if b.Def != a.Def || !whole(b, rows) || !whole(a, rows) {
			return false
		}
	}
	return true
}

// whole reports whether a column holds exactly rows cells, all within its data.
func whole(c *batch.Column, rows int) bool {
	if len(c.Nulls) != (rows+7)/8 {
		return false
	}
	if c.Type.Fixed() {
		return len(c.Data) == 8*rows
	}
	if len(c.Offsets) != rows+1 || c.Offsets[0] != 0 || int(c.Offsets[rows]) != len(c.Data) {
		return false
	}
	return slices.IsSorted(c.Offsets)
}

func all(rows int, skip []bool) []Hit {
	var hits []Hit
	for r := range rows {
		if len(skip) != rows || !skip[r] {
			hits = append(hits, Hit{Row: r, Rule: ruleBatch})
		}
	}
	return hits
}

func firstOfRow(hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	return slices.CompactFunc(hits, func(a, b Hit) bool { return a.Row == b.Row })
}

// scan looks for roots, homes and names through the one run of bytes that a column
// is, and maps what it finds to rows.
func (g *Guard) scan(hits []Hit, c *batch.Column, column int, skip []bool) []Hit {
	row := 0
	for i := 0; i < len(c.Data); i++ {
		begins := g.start[c.Data[i]]
		if begins == beginNothing {
			continue
		}
		// A look past the end of the cell costs a closer look, no more.
		if i+1 < len(c.Data) {
			if begins == beginSeparator && !g.follow[c.Data[i+1]] || begins == beginDash && !g.dashed[c.Data[i+1]] {
				continue
			}
		}
		for int(c.Offsets[row+1]) <= i {
			row++
		}
		from, to := int(c.Offsets[row]), int(c.Offsets[row+1])
		if skip[row] {
			i = to - 1
			continue
		}
		rule, next := g.look(c.Data[from:to], i-from, c.Def.Class, begins)
		if rule != "" {
			hits = append(hits, Hit{Row: row, Column: column, Rule: rule})
			i = to - 1
			continue
		}
		i = max(i, from+next-1)
	}
	return hits
}

// look judges what begins at s[at], and returns where to go on.
func (g *Guard) look(s []byte, at int, class abi.Class, begins byte) (rule string, next int) {
	switch begins {
	case beginDash:
		return g.joined(s, at, class), at + 1
	case beginMail:
		return g.mail(s, at), at + 1
	}
	end := separators(s, at)
	if end == at {
		return "", at + 1
	}
	if rule := g.path(s, at, end, class); rule != "" {
		return rule, end
	}
	return g.name(s, at, end, class), end
}
