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

// HTML writes one page: no script, nothing from elsewhere. The tables should be
// [Masked]. Title says whose rows these are.
func HTML(w io.Writer, title string, tables []Table) error {
	var rows, edits, stay int
	for i := range tables {
		for j := range tables[i].Rows {
			r := &tables[i].Rows[j]
			rows++
			if r.Stays != "" {
				stay++
				continue
			}
			edits += r.Edits()
		}
	}
	return page().Execute(w, map[string]any{"Title": title, "Tables": tables, "Rows": rows, "Edits": edits, "Stay": stay})
}
