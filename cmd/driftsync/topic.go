package main

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/spelling"
)

//go:embed topic/*.txt
var topicFiles embed.FS

// tables are what a topic has beside its text, made from what they describe.
var tables = map[string]func() ([][]string, error){
	"environment": variableRows,
	"exit-codes":  statusRows,
	"guard":       guardRows,
	"plugins":     ruleRows,
	"privacy":     classRows,
}

// topicNames returns the topics, sorted. The codes of errors are topics as well.
func topicNames() []string {
	files, err := fs.Glob(topicFiles, "topic/*.txt")
	if err != nil {
		return nil // the pattern is well formed
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(f, "topic/"), ".txt")
	}
	return names
}

// topic returns what docs prints of a topic or of an error's code.
func topic(name string) (string, error) {
	if code := fault.Code(name); slices.Contains(fault.Codes(), code) {
		return codeTopic(code), nil
	}
	text, err := topicFiles.ReadFile("topic/" + name + ".txt")
	if err != nil {
		return "", fault.New(fault.ConfigInvalid, fmt.Sprintf("there is no topic %q", name)+spelling.Meant(name, append(topicNames(), codeNames()...)),
			"choose among "+strings.Join(topicNames(), ", ")+", or name the code of an error", nil)
	}
	var b strings.Builder
	b.Write(text)
	if rows := tables[name]; rows != nil {
		all, err := rows()
		if err != nil {
			return "", err
		}
		b.WriteByte('\n')
		if err := writeRows(&b, all); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func codeTopic(code fault.Code) string {
	e := fault.Explain(code)
	return fmt.Sprintf("%s (exit status %d)\n\n%s\n\n%s\n", code, code.Status(), broken(e.What, narrowest), broken(e.Next, narrowest))
}

// broken breaks text into lines of at most that many characters, where it has spaces. A
// word that is longer is broken too.
func broken(text string, width int) string {
	var b strings.Builder
	length := 0
	for i, word := range strings.Fields(text) {
		switch n := utf8.RuneCountInString(word); {
		case i == 0:
		case length+1+n > width:
			b.WriteByte('\n')
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		for _, r := range word {
			if length == max(width, 1) {
				b.WriteByte('\n')
				length = 0
			}
			b.WriteRune(r)
			length++
		}
	}
	return b.String()
}

// hanging breaks text behind an indent of that many characters; the first line has its own.
func hanging(text string, width, indent int) string {
	return strings.ReplaceAll(broken(text, width-indent), "\n", "\n"+strings.Repeat(" ", indent))
}

func writeRows(b *strings.Builder, rows [][]string) error {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintf(w, "  %s\n", strings.Join(row, "\t"))
	}
	return w.Flush()
}

func variableRows() (rows [][]string, err error) {
	for _, v := range config.Variables() {
		rows = append(rows, []string{v.Name, v.What})
	}
	return rows, nil
}

func statusRows() (rows [][]string, err error) {
	for _, s := range fault.Statuses() {
		rows = append(rows, []string{fmt.Sprint(s.Status), s.Text})
	}
	return rows, nil
}

func guardRows() (rows [][]string, err error) {
	for _, r := range guard.Rules() {
		rows = append(rows, []string{r.ID, r.Title})
	}
	return rows, nil
}

func ruleRows() (rows [][]string, err error) {
	m, err := manifest.Read(bundled.Wasm)
	if err != nil {
		return nil, fault.New(fault.Internal, "the bundled plugin cannot be read", "please report this", err)
	}
	for _, r := range m.Rules {
		rows = append(rows, []string{r.ID, r.Removes})
	}
	return rows, nil
}

// fates say what the default policy does with a class.
var fates = map[string]string{
	"safe":          "leaves as it is: numbers, enumerations, times, fixed texts",
	"identifier":    "leaves; paths and secrets in it are masked",
	"env_name":      "leaves: names of variables, never their values",
	"path":          "relative to the project root; outside of it the file name alone",
	"root_path":     "empty",
	"path_embedded": "every path in it as above",
	"path_json":     "every path in it as above",
	"code":          "null",
	"literal":       "a number, a boolean or a listed word; else null",
	"secret":        "[REDACTED]",
	"env_value":     "[REDACTED]",
	"url":           "leaves without user, password and tokens",
	"free_text":     "leaves without paths, secrets and code",
	"json":          "as free text, by key; still parses",
	"pii":           "a pseudonym under the team's key",
	"hash":          "a keyed digest of the same length",
	"derived_id":    "a pseudonym",
	"opaque_blob":   "decoded, then as JSON; null where it cannot be",
}

func classRows() (rows [][]string, err error) {
	for name, fate := range fates {
		rows = append(rows, []string{name, fate})
	}
	slices.SortFunc(rows, slices.Compare)
	return rows, nil
}

func codeNames() []string {
	var names []string
	for _, code := range fault.Codes() {
		names = append(names, string(code))
	}
	return names
}
