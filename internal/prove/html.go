package prove

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
)

//go:embed page.html.tmpl
var source string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"comma": func(n int) string { return humanize.Comma(int64(n)) },
		"rows":  humanize.Comma,
		"size":  func(n int64) string { return humanize.IBytes(uint64(n)) },
		"when":  func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"round": func(d time.Duration) string { return d.Round(time.Millisecond).String() },
		"join":  strings.Join,
	}).Parse(source))
})

// HTML writes one page: no script, nothing from elsewhere. Title says whose proof it is.
func HTML(w io.Writer, title string, r *Result) error {
	return page().Execute(w, map[string]any{"Title": title, "R": r})
}
