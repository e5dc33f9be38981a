package report

import (
	_ "embed"
	"io"
	"strings"
	"sync"
	"text/template"
)

//go:embed page.md.tmpl
var markdown string

var markdownPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("markdown").Funcs(template.FuncMap(functions())).
		Funcs(template.FuncMap{"cell": cell}).Parse(markdown))
})

// cell keeps a text that a person chose inside its cell of a table.
func cell(text string) string {
	return strings.NewReplacer("\\", `\\`, "|", `\|`, "<", `\<`, "`", "\\`", "[", `\[`, "\r", " ", "\n", " ").Replace(text)
}

// Markdown writes the report for where pages cannot go: tickets, summaries of jobs. It
// is not signed, and says so.
func (s *Signed) Markdown(w io.Writer) error {
	r, err := s.Parse()
	if err != nil {
		return err
	}
	if err := markdownPage().Execute(w, r); err != nil {
		return unmade(err)
	}
	return nil
}
