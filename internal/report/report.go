// Package report makes the account of a push that an auditor keeps: one HTML page and
// its JSON twin, with a signature that tells whether it was changed.
//
// It holds names, classes, counts and digests, never a value (invariant 9).
package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/mod/sumdb/note"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/shadow"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/schema"
)

// Schema is the version of the JSON twin. Fields are only added.
const Schema = "driftsync.report/1"

// Report is the account of one run.
type Report struct {
	Run         string               `json:"run"`
	Client      string               `json:"client"`
	Began       time.Time            `json:"began"`
	Duration    time.Duration        `json:"duration_ns"`
	Machine     string               `json:"machine"`              // keyed digest of the machine's id
	Project     string               `json:"project,omitempty"`    // name of its folder
	ProjectID   string               `json:"project_id,omitempty"` // keyed digest of the machine and the folder
	Account     string               `json:"account,omitempty"`    // who pushed
	Destination string               `json:"destination"`
	Source      string               `json:"source"`
	Epoch       int64                `json:"epoch"`
	DryRun      bool                 `json:"dry_run"`
	Complete    bool                 `json:"complete"`
	Status      int                  `json:"exit_status"`
	Catalogue   string               `json:"catalogue_sha256"`
	Config      string               `json:"config_sha256"`
	Reason      string               `json:"allow_weaker_reason,omitempty"`
	Unchanged   bool                 `json:"unchanged,omitempty"` // nothing was read: the counts are of what is there
	Taken       []Rule               `json:"taken"`               // by rule: what was taken away before anything left, the most frequent first
	Before      *Before              `json:"before,omitempty"`    // where this run took nothing away, since what is there left in earlier ones
	Plugins     []sink.PluginRecord  `json:"plugins"`
	Shadows     []shadow.Result      `json:"shadows"` // policies that ran beside and changed nothing
	Totals      sink.Counts          `json:"totals"`
	Bytes       int64                `json:"bytes"`
	Tables      []Table              `json:"tables"`
	Local       []string             `json:"local_only"` // tables of which nothing ever leaves
	Reasons     []Reason             `json:"stays"`
	Dangling    []Dangling           `json:"dangling"`         // references that point to no row
	Hosts       []network.Contact    `json:"hosts"`            // that this process made requests to, until the end of the run
	HostsListed bool                 `json:"hosts_restricted"` // a list of hosts stood before every connection
	Bodies      []Body               `json:"bodies"`
	Destroyed   []plugin.Destruction `json:"destroyed"` // by plugin: what it took beyond the bundled default
	Proof       *Proof               `json:"proof"`     // nil: none was run for this project under this policy
}

// Before is the last run of the project to the same destination that took something away.
type Before struct {
	Run   string    `json:"run"`
	Began time.Time `json:"began"`
	Taken []Rule    `json:"taken"`
}

// Proof is the last one of the project under the policy of the run: what was planted
// into a copy of the databases, and what of it would have left.
type Proof struct {
	Began   time.Time `json:"began"`
	Seed    uint64    `json:"seed"`
	Policy  string    `json:"policy_sha256"`
	Columns int       `json:"columns"`
	prove.Counts
	Kinds []prove.Group `json:"kinds"`
	Leaks []prove.Leak  `json:"leaks"`
}

// Table is the account of one table.
type Table struct {
	Name  string `json:"table"`
	Cloud string `json:"cloud_table"`
	sink.Counts
	Columns []Column `json:"columns"`
}

// Column is one column of a table.
type Column struct {
	Name  string `json:"column"`
	Class string `json:"class"`
	Never bool   `json:"never_leaves"`
	Rules []Rule `json:"rules,omitempty"`
}

// Rule is how often a rule took something away.
type Rule struct {
	Name  string `json:"rule"` // "plugin/rule"
	Count int64  `json:"count"`
}

// Reason counts rows that stay here.
type Reason struct {
	Table  string `json:"table"`
	Column string `json:"column,omitempty"`
	Stage  string `json:"stage"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

// Dangling counts rows of a table whose reference points to no row.
type Dangling struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	To     string `json:"to"` // "table.column"
	Rows   int64  `json:"rows"`
}

// Body is one request.
type Body struct {
	Number  int    `json:"number"`
	Table   string `json:"table"`
	Kind    string `json:"kind"`
	Rows    int    `json:"rows"`
	Bytes   int    `json:"bytes"`
	SHA256  string `json:"sha256"`
	Refused int    `json:"refused"`
	Answers []int  `json:"http_status,omitempty"` // of its requests, in order; more than one where it was sent in pieces
}

// Signed is the JSON twin. The signature is a signed note of golang.org/x/mod over the
// digest of the report's bytes as they stand here.
type Signed struct {
	Schema    string          `json:"schema"`
	Report    json.RawMessage `json:"report"`
	Signature string          `json:"signature"`
}

// Sign returns the JSON twin.
func Sign(r *Report, key *Key) (*Signed, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, unmade(err)
	}
	signer, err := note.NewSigner(key.Private)
	if err != nil {
		return nil, unmade(errors.New("the signing key is damaged"))
	}
	signature, err := note.Sign(&note.Note{Text: statement(data)}, signer)
	if err != nil {
		return nil, unmade(err)
	}
	return &Signed{Schema: Schema, Report: data, Signature: string(signature)}, nil
}

func statement(report []byte) string {
	sum := sha256.Sum256(report)
	return Schema + "\nsha256 " + hex.EncodeToString(sum[:]) + "\n"
}

// Parse returns the report, whatever its signature says.
func (s *Signed) Parse() (*Report, error) {
	r := new(Report)
	if s.Schema != Schema || json.Unmarshal(s.Report, r) != nil {
		return nil, fault.New(fault.ConfigInvalid, "this is not a report of a push", "name a file that driftsync report wrote", nil)
	}
	return r, nil
}

// JSON writes the twin. The bytes of the report stay as they were signed.
func (s *Signed) JSON(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"schema":%q,"report":`, s.Schema)
	b.Write(s.Report)
	signature, err := json.Marshal(s.Signature)
	if err != nil {
		return unmade(err)
	}
	b.WriteString(`,"signature":`)
	b.Write(signature)
	b.WriteString("}\n")
	_, err = w.Write(b.Bytes())
	return err
}

//go:embed page.html.tmpl
var source string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(functions()).Parse(source))
})

// functions are those of both templates.
func functions() map[string]any {
	return map[string]any{
		"comma": humanize.Comma, "size": func(n int64) string { return humanize.IBytes(uint64(n)) },
		"int64": func(n int) int64 { return int64(n) }, "short": func(s string) string { return s[:min(12, len(s))] },
		"when": func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"total": func(rules []Rule) (n int64) {
			for _, r := range rules {
				n += r.Count
			}
			return n
		},
	}
}

// twin begins and ends the JSON inside the page.
const (
	twinBegin = `<pre id="twin">`
	twinEnd   = `</pre>`
)

// HTML writes the page: one file, no script, nothing from elsewhere. It holds the twin,
// so that it can be verified by itself.
func (s *Signed) HTML(w io.Writer) error {
	r, err := s.Parse()
	if err != nil {
		return err
	}
	var twin bytes.Buffer
	if err := s.JSON(&twin); err != nil {
		return err
	}
	err = page().Execute(w, map[string]any{"R": r, "Twin": strings.TrimSpace(twin.String()), "Signature": s.Signature})
	if err != nil {
		return unmade(err)
	}
	return nil
}

func unmade(err error) error {
	return fault.New(fault.Internal, "the report cannot be made", "please report this", err)
}

// Staying counts the tables of which nothing ever leaves, apart from those that a newer
// Drift has than the one that the catalogue is of.
func (r *Report) Staying() string {
	all, _, stay := schema.Totals()
	text := fmt.Sprintf("%d of the %d tables in the catalogue", stay, all)
	if more := len(r.Local) - stay; more > 0 {
		text += fmt.Sprintf(", and %d that a newer Drift added", more)
	}
	return text
}
