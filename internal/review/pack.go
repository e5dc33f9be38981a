package review

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/bill"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/internal/report"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/schema/apidoc"
)

//go:embed machine.md.tmpl
var machine string

// Facts are those of one machine and project. What is nil was not run yet.
type Facts struct {
	Version   string // of driftsync
	System    string // "linux/amd64"
	Go        string
	Program   string // SHA-256 of the running program, empty where its file cannot be read
	Commit    string // empty where the build does not say
	Modified  bool   // the working tree was not what was committed
	Catalogue string
	Bundled   Plugin
	Plugins   []Plugin // of the project, in order
	Policy    string   // digest of the organisation's policies, empty for none

	Destination string     // without the folders of this machine
	Allowed     [][]string // lists of hosts, each of which counts

	Bill  *bill.Bill
	Proof *prove.Result
	Push  *report.Report
}

// Plugin is one of the chain.
type Plugin struct {
	Name, Version, SHA256, Mode, State string
	Signers                            []string
	Reason                             string       // why it is in the lock without a signature
	File                               string       // relative to the project; empty for the bundled one
	Verified                           *verify.Kept // nil where these bytes were not verified here
}

// contents say what each file of the pack is.
var contents = map[string]string{
	"README.md":          "this list",
	"security-review.md": "data flow, what leaves, hosts, keys, threat model, retention, access, evidence, forty questions",
	"data-flow.svg":      "the picture of the data flow",
	"columns.md":         "every column that leaves: what it holds, its class, what of it leaves",
	"questionnaire.csv":  "the forty questions and answers, for a spreadsheet",
	"SECURITY.md":        "what is promised, against whom, and how to report a leak",
	"machine.md":         "this machine and project: provenance, policy chain, hosts, verification, proof, last push",
	"machine.json":       "the same for programs: results of verify, prove and the last push",
	"sbom.cdx.json":      "bill of materials of the running program, CycloneDX 1.5",
}

// Pack writes the archive. The same facts give the same bytes: names are sorted, and times
// are those of the facts.
func Pack(w io.Writer, f *Facts) error {
	files, err := f.files()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		to, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := to.Write(files[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

func (f *Facts) files() (map[string][]byte, error) {
	review, reviewErr := Page("data-flow.svg")
	columns, columnsErr := apidoc.Columns()
	facts, factsErr := f.page()
	table, tableErr := spreadsheet()
	twin, twinErr := f.twin()
	sbom, billErr := pretty(f.Bill)
	for _, err := range []error{reviewErr, columnsErr, factsErr, tableErr, twinErr, billErr} {
		if err != nil {
			return nil, fault.New(fault.Internal, "a part of the pack cannot be made", "please report this", err)
		}
	}
	var list strings.Builder
	list.WriteString("# driftsync, for a security review\n\n| file | what it is |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		fmt.Fprintf(&list, "| [%s](%s) | %s |\n", name, name, contents[name])
	}
	list.WriteString("\nBegin with security-review.md, then machine.md. No file holds a value of a row or an absolute path.\n")
	return map[string][]byte{
		"README.md": []byte(list.String()), "security-review.md": []byte(review), "data-flow.svg": []byte(Figure()), "columns.md": []byte(columns),
		"questionnaire.csv": table, "SECURITY.md": []byte(strings.ReplaceAll(security, "](docs/", "](")), "machine.md": []byte(facts), "machine.json": twin, "sbom.cdx.json": sbom,
	}, nil
}

// page is the part for people.
func (f *Facts) page() (string, error) {
	return write("machine.md", machine, template.FuncMap{
		"when":   func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"before": func(t time.Time) bool { return !t.IsZero() },
	}, f)
}

// twin is the part for programs. A destination loses its folders.
func (f *Facts) twin() ([]byte, error) {
	verified := []*verify.Kept{}
	for _, p := range f.chain() {
		if p.Verified != nil {
			verified = append(verified, p.Verified)
		}
	}
	return pretty(map[string]any{
		"schema": "driftsync.review/1", "version": f.Version, "system": f.System, "go": f.Go, "program_sha256": f.Program, "commit": f.Commit, "modified": f.Modified,
		"catalogue_sha256": f.Catalogue, "bundled_sha256": f.Bundled.SHA256, "policy_sha256": f.Policy, "destination": f.Destination, "allowed_hosts": f.Allowed,
		"verified": verified, "proof": f.Proof, "push": f.Push,
	})
}

// chain returns the bundled policy and those of the project.
func (f *Facts) chain() []Plugin { return append([]Plugin{f.Bundled}, f.Plugins...) }

// Chain is chain for the template.
func (f *Facts) Chain() []Plugin { return f.chain() }

func pretty(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

func spreadsheet() ([]byte, error) {
	all, err := Questions()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"number", "topic", "question", "answer"}}
	for _, q := range all {
		rows = append(rows, []string{strconv.Itoa(q.Number), q.Topic, q.Question, q.Answer})
	}
	err = w.WriteAll(rows)
	return b.Bytes(), err
}
