package preview

import (
	"fmt"
	"slices"
	"strings"
)

// grouped are the sampled rows by what becomes of them.
type grouped struct {
	rules               []*ruleCells // the one with the most cells first
	stays               []string     // one line each
	rows, edited, whole int
}

// ruleCells are the cells from which a rule took something.
type ruleCells struct {
	name  string // "plugin/rule"
	cells []namedCell
}

type namedCell struct {
	*Cell
	name string // "database.table.column"
}

// group sorts the sampled cells by rule. A cell on which several worked is below each.
func group(tables []Table) *grouped {
	all, byName := &grouped{}, make(map[string]*ruleCells)
	for i := range tables {
		t := &tables[i]
		for j := range t.Rows {
			r := &t.Rows[j]
			all.rows++
			switch {
			case r.Stays != "":
				all.stays = append(all.stays, fmt.Sprintf("%s  %s", t.Name, r.Stays))
			case r.Edits() == 0:
				all.whole++
			default:
				all.edited += all.add(byName, t, r)
			}
		}
	}
	slices.SortStableFunc(all.rules, func(a, b *ruleCells) int { return len(b.cells) - len(a.cells) })
	return all
}

func (all *grouped) add(byName map[string]*ruleCells, t *Table, r *Row) (edited int) {
	for k := range r.Cells {
		c := &r.Cells[k]
		if !c.Changed() {
			continue
		}
		edited++
		for _, rule := range c.Rules {
			if byName[rule] == nil {
				byName[rule] = &ruleCells{name: rule}
				all.rules = append(all.rules, byName[rule])
			}
			byName[rule].cells = append(byName[rule].cells, namedCell{c, t.Name + "." + c.Column})
		}
	}
	return edited
}

// examples returns up to n cells: of different columns, and those on which no other
// rule worked, first.
func (g *ruleCells) examples(n int) []namedCell {
	cells := slices.Clone(g.cells)
	seen := make(map[string]int)
	turn := make(map[*Cell]int)
	for _, c := range cells {
		turn[c.Cell] = seen[c.name]
		seen[c.name]++
	}
	slices.SortStableFunc(cells, func(a, b namedCell) int {
		if d := turn[a.Cell] - turn[b.Cell]; d != 0 {
			return d
		}
		return len(a.Rules) - len(b.Rules)
	})
	return cells[:min(n, len(cells))]
}

func (g *ruleCells) write(b *strings.Builder, each int, s Style) {
	fmt.Fprintf(b, "\n%s  %s\n", g.name, style(s.Note, counted(len(g.cells), "cell")))
	for _, c := range g.examples(each) {
		title := c.name
		if len(c.Rules) > 1 {
			title += "  " + style(s.Note, rules(c.Cell))
		}
		writeCell(b, c.Cell, title, s)
	}
}
