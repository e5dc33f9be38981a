package prove

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// separator stands between two rows of a request body.
const separator = "\n,"

// In returns the canaries that stand in a cell of a column before any plugin saw it. A
// canary that is found in a second row is a fault: the databases hold it themselves.
func (g *Garden) In(t *schema.Table, c *schema.Column, cell []byte) ([]*Canary, error) {
	found := g.of(t, c, cell, nil)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, each := range found {
		if each.sent {
			return nil, planted()
		}
		each.sent = true
	}
	return found, nil
}

// of returns the canaries of a column whose core stands in a cell, and notes the
// spelling of each where it is asked for.
func (g *Garden) of(t *schema.Table, c *schema.Column, cell []byte, as map[*Canary]Spelling) []*Canary {
	var all []*Canary
	w := g.views.Get().(*views)
	defer g.views.Put(w)
	g.search.find(cell, w, func(core string, spelling Spelling) {
		for _, each := range g.byCore[core] {
			if each.table != t || each.column != c || slices.Contains(all, each) {
				continue
			}
			all = append(all, each)
			if as != nil {
				as[each] = named(spelling, cell, core)
			}
		}
	})
	return all
}

// named tells the ways apart in which a core can stand in folded text.
func named(as Spelling, cell []byte, core string) Spelling {
	switch {
	case as != Plain:
		return as
	case bytes.Contains(cell, []byte(core)):
		return Plain
	case bytes.Contains(bytes.ToLower(cell), bytes.ToLower([]byte(core))):
		return OtherCase
	}
	return Separators
}

// Kind returns what a canary stands for.
func (c *Canary) Kind() Kind { return c.kind }

// Stays notes that the row of a canary does not leave, and why.
func (g *Garden) Stays(c *Canary, reason string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c.fate.stays = reason
}

// Taken notes how often a rule worked on cells of a column that hold canaries of a kind.
func (g *Garden) Taken(c *schema.Column, k Kind, rule string, times int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.taken[taker{c.Class, k, rule}] += times
}

// Body searches a request body, which is about to leave, for every canary.
func (g *Garden) Body(part *sink.Part) {
	for row := range bytes.SplitSeq(part.Body, []byte(separator)) {
		w := g.views.Get().(*views)
		var cores []string
		g.search.find(row, w, func(core string, _ Spelling) { cores = append(cores, core) })
		g.views.Put(w)
		if len(cores) > 0 {
			g.arrived(part.Table, row, cores)
		}
	}
}

// arrived finds the cells of a row in which cores stand. A core that stands in none of
// its own column's cells counts for every canary that has it: it is a leak all the same.
func (g *Garden) arrived(t *schema.Table, row []byte, cores []string) {
	as := make(map[*Canary]Spelling)
	var cells map[string]any
	if json.Unmarshal(bytes.Trim(row, "[]\n"), &cells) == nil {
		for _, c := range t.Carried() {
			if text, ok := cells[c.InCloud()].(string); ok {
				g.of(t, c, []byte(text), as)
			}
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, core := range cores {
		all := g.byCore[core]
		if slices.ContainsFunc(all, func(c *Canary) bool { _, ok := as[c]; return ok }) {
			continue
		}
		for _, c := range all {
			as[c] = Plain
		}
	}
	for c, spelling := range as {
		c.fate.arrived = spelling
	}
}

// Other searches what leaves beside the rows.
func (g *Garden) Other(text []byte) {
	g.search.find(text, new(views), func(core string, as Spelling) {
		g.mu.Lock()
		defer g.mu.Unlock()
		for _, c := range g.byCore[core] {
			c.fate.arrived = as
		}
	})
}
