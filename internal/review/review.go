// Package review makes what a security review of driftsync asks for: one page about the
// program, and an archive that holds it with the facts of one machine and project.
//
// Neither holds a value of a row or an absolute path (invariant 9).
package review

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/apidoc"
)

//go:embed review.md.tmpl
var page string

// security is SECURITY.md, which cannot be embedded from where it stands; a test compares.
//
//go:embed security.md
var security string

//go:embed questions.json
var questions []byte

// Question is one question of a questionnaire, with its answer.
type Question struct {
	Number   int    `json:"-"`
	Topic    string `json:"topic"`
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

type topic struct {
	Name      string
	Questions []Question
}

// Questions returns all of them, numbered from 1.
func Questions() ([]Question, error) {
	var all []Question
	if err := json.Unmarshal(questions, &all); err != nil {
		return nil, fmt.Errorf("the questions do not parse: %w", err)
	}
	for i := range all {
		all[i].Number = i + 1
	}
	return all, nil
}

func topics() ([]topic, error) {
	all, err := Questions()
	if err != nil {
		return nil, err
	}
	var grouped []topic
	for _, q := range all {
		if n := len(grouped); n == 0 || grouped[n-1].Name != q.Topic {
			grouped = append(grouped, topic{Name: q.Topic})
		}
		last := &grouped[len(grouped)-1]
		last.Questions = append(last.Questions, q)
	}
	return grouped, nil
}

// contacted is who makes connections, and where to.
type contacted struct{ Who, Host, Port, Methods, When string }

var contacts = []contacted{
	{"`push`, `watch`, `cortex`, `cloud`, `mcp`, `source`, `status`", "the Supabase project, `PROJECT.supabase.co` or its own domain", "443", "GET, POST, PATCH below `/rest/v1/`; POST below `/auth/v1/` to renew the session", "when the command runs; never in a dry run or with `--to file:`"},
	{"`login`, `link`, `logout`", "the same", "443", "GET, POST below `/auth/v1/` and `/rest/v1/`", "when the command runs"},
	{"the browser at `login`", "the same, then the sign-in provider of the project", "443", "GET", "when a person logs in by browser; the answer comes to 127.0.0.1, for five minutes at most"},
	{"`dashboard --from cloud`", "the same", "443", "GET below `/rest/v1/`; POST below `/auth/v1/` to renew the session", "while it runs; its pages in the browser ask 127.0.0.1 alone"},
	{"`doctor --online`, `schema diff`", "the same", "443", "GET; POST below `/auth/v1/` to renew the session", "when the command runs"},
	{"`schema apply`, `schema diff` with `--db-url`", "the database of the project", "5432 or 6543", "PostgreSQL", "when the schema is changed"},
	{"any of them", "a proxy, where `HTTPS_PROXY` names one", "the proxy's", "CONNECT", "before each connection"},
}

// Page returns the page about the program. Figure is where its picture is.
func Page(figure string) (string, error) {
	grouped, err := topics()
	if err != nil {
		return "", err
	}
	tables, synced, columns := 0, len(schema.Synced()), 0
	for _, db := range schema.Databases() {
		tables += len(db.Tables)
	}
	for _, t := range schema.Synced() {
		columns += len(t.Carried())
	}
	return write("review.md", page, template.FuncMap{"section": section, "body": body}, map[string]any{
		"Figure": figure, "Topics": grouped, "Hosts": contacts, "Classes": apidoc.Classes(),
		"Tables": tables, "Synced": synced, "Local": tables - synced, "Columns": columns,
	})
}

// section returns a section of SECURITY.md with its heading.
func section(title string) (string, error) {
	text, err := body(title)
	return "## " + title + "\n\n" + text, err
}

// body returns a section of SECURITY.md without its heading.
func body(title string) (string, error) {
	_, rest, ok := strings.Cut(security, "\n## "+title+"\n\n")
	if !ok {
		return "", fmt.Errorf("SECURITY.md has no section %q", title)
	}
	text, _, _ := strings.Cut(rest, "\n## ")
	// Links lead from where SECURITY.md stands.
	return strings.ReplaceAll(strings.TrimRight(text, "\n")+"\n", "](docs/", "]("), nil
}

// write fills a template that is part of the program.
func write(name, text string, functions template.FuncMap, data any) (string, error) {
	t, err := template.New(name).Funcs(template.FuncMap{
		"cell": cell, "join": func(all []string) string { return strings.Join(all, ", ") },
		"comma": func(n int) string { return humanize.Comma(int64(n)) }, "comma64": humanize.Comma,
	}).Funcs(functions).Parse(text)
	var b bytes.Buffer
	if err == nil {
		err = t.Execute(&b, data)
	}
	if err != nil {
		return "", fault.New(fault.Internal, "the page "+name+" cannot be made", "please report this", err)
	}
	return b.String(), nil
}

// cell keeps a text that a person chose inside its cell of a table.
func cell(text string) string {
	return strings.NewReplacer("\\", `\\`, "|", `\|`, "<", `\<`, "`", "\\`", "[", `\[`, "\r", " ", "\n", " ").Replace(text)
}
