package verify

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"sync"
	"time"
)

//go:embed page.html.tmpl
var pageText string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"decimal": func(v float64) string { return fmt.Sprintf("%.2f", v) },
		"class": func(s Status) string {
			return map[Status]string{Passed: "pass", Failed: "fail", NotAsked: "none", Inapplicable: "none"}[s]
		},
	}).Parse(pageText))
})

// WriteHTML writes reports as one page that needs no other file, no script and no
// network. At is the time to print.
func WriteHTML(w io.Writer, reports []*Report, at time.Time) error {
	type section struct {
		*Report
		Groups []group
	}
	var sections []section
	for _, r := range reports {
		s := section{Report: r}
		for _, basis := range []Basis{Construction, Tested, Declared} {
			g := group{Basis: basis, About: about[basis]}
			for _, c := range r.Checks {
				if c.Basis == basis {
					g.Checks = append(g.Checks, c)
				}
			}
			s.Groups = append(s.Groups, g)
		}
		sections = append(sections, s)
	}
	return page().Execute(w, struct {
		Reports []section
		At      string
	}{sections, at.UTC().Format("2006-01-02 15:04 MST")})
}

type group struct {
	Basis  Basis
	About  string
	Checks []Check
}

var about = map[Basis]string{
	Construction: "Holds for whatever the plugin may ever do: the contract and the host enforce it at every call.",
	Tested:       "Was seen on the corpus named below, and no more: a plugin that means harm can behave on a corpus.",
	Declared:     "About the bytes, who vouches for them, and what they say of themselves.",
}
