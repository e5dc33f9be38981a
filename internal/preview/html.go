package preview

import (
	_ "embed"
	"html/template"
	"io"
	"sync"
)

//go:embed page.html.tmpl
var source string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"pieces": pieces}).Parse(source))
})

// Of each rule a page shows so many cells, and of a long value so many characters around the
// edit.
const (
	pageCells = 4
	pageWidth = 110
)

// pageRule is a rule on a page.
type pageRule struct {
	Name, Count string
	Cells       []pageCell
}

// pageCell is a cell from which something was taken, around the edit.
type pageCell struct {
	Name, Class, Rules string
	Before, After      *string
}

// HTML writes one page: no script, nothing from elsewhere. The tables should be
// [Masked]. Title says whose rows these are. It begins with the edited cells, by rule, as
// [Text] does; every sampled row follows.
func HTML(w io.Writer, title string, tables []Table) error {
	all := group(tables)
	var rules []pageRule
	for _, g := range all.rules {
		rules = append(rules, g.page())
	}
	return page().Execute(w, map[string]any{"Title": title, "Tables": tables, "Rules": rules, "Stays": all.stays,
		"Rows": counted(all.rows, "sample row"), "Of": counted(len(tables), "table"), "Edits": counted(all.edited, "cell"), "Whole": counted(all.whole, "row")})
}

func (g *ruleCells) page() pageRule {
	r := pageRule{Name: g.name, Count: counted(len(g.cells), "cell")}
	for _, c := range g.examples(pageCells) {
		cell := pageCell{Name: c.name, Class: c.Class}
		if len(c.Rules) > 1 {
			cell.Rules = rules(c.Cell)
		}
		cell.Before, cell.After = c.around(pageWidth)
		r.Cells = append(r.Cells, cell)
	}
	return r
}
