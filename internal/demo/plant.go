package demo

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// period is how many rows lie between two plantings of the same value in a column.
const period = 1000

// Plant is a value that is in the databases and must never leave. In columns that
// hold JSON the value is spelled as it stands there.
type Plant struct {
	Kind  string
	Value string
	Where string // "table.column"
}

// Planted returns every value that [Generate] plants with these options, which must
// be those of its summary. A blob's value is hexadecimal; that of a compressed
// column is in the text that it decodes to.
func Planted(o Options) []Plant {
	var all []Plant
	for _, s := range sites(o) {
		for _, kind := range s.kinds {
			all = append(all, Plant{Kind: kind, Value: s.needle(o, kind), Where: s.where()})
		}
	}
	return all
}

func countPlants(all []Plant) []PlantCount {
	counts := make(map[string]int)
	for _, p := range all {
		counts[p.Kind]++
	}
	var sorted []PlantCount
	for kind, n := range counts {
		sorted = append(sorted, PlantCount{kind, n})
	}
	slices.SortFunc(sorted, func(a, b PlantCount) int { return strings.Compare(a.Kind, b.Kind) })
	return sorted
}

// site is a column and the kinds planted in it, one a row.
type site struct {
	table  *schema.Table
	column *schema.Column
	kinds  []string
}

func (s site) where() string { return s.table.Name + "." + s.column.Name }

// identifiers are the columns of names that are planted as well: the rest of their
// class is keys that other rows refer to.
var identifiers = map[string]bool{
	"functions.qualified_name": true, "boundaries.model_name": true, "taint_flows.path": true, "error_gaps.function_id": true,
	"wrappers.wrapped_primitives": true, "gate_results.gate_id": true, "memories.source_agent": true,
	"memory_patterns.pattern_name": true, "memory_constraints.constraint_name": true, "memory_audit_log.actor": true,
	"agent_registry.name": true,
}

// codeJSON are the JSON columns that hold source lines under a key.
var codeJSON = map[string]bool{
	"dna_genes.alleles": true, "memories.content": true, "memory_versions.content": true, "memory_events.delta": true,
	"memory_snapshots.state": true, "bridge_memories.content": true,
}

// textKinds can be in any text that people or programs write.
var textKinds = []string{
	AWSKey, Assignment, RootPath, GitHubToken, OtherHome, ConnectionString, StripeKey, HomePath,
	JWT, EnvValue, WindowsPath, PEM, AWSSecret,
}

// writers are columns into which Drift's writers put more than the class of the column
// says, or people of whom it says nothing.
var writers = map[string][]string{
	"data_access.table_name":       {Statement},
	"decisions.description":        {TrailerName, TrailerMail},
	"dna_genes.alleles":            {Snippet},
	"dna_genes.exemplars":          {Snippet},
	"dna_mutations.file":           {Snippet},
	"owasp_findings.description":   {Statement},
	"feedback.reason":              {AuthorInText},
	"simulations.task_description": {AuthorInText},
	"violations.message":           {TrailerName, AuthorInText},

	"bridge_memories.content":          {MeetingName, AuthorInText},
	"causal_evidence.description":      {TrailerName, TrailerMail},
	"memories.content":                 {Snippet, MeetingName},
	"memories.source_agent":            {ActorMail},
	"memories.summary":                 {TrailerName, AuthorInText},
	"memory_audit_log.actor":           {ActorMail},
	"memory_events.actor_id":           {ActorMail},
	"memory_events.delta":              {Snippet, MeetingName},
	"memory_snapshots.state":           {Snippet, MeetingName},
	"memory_versions.changed_by":       {ActorMail},
	"memory_versions.content":          {Snippet, MeetingName},
	"namespace_permissions.granted_by": {ActorMail},
	"provenance_log.details":           {TrailerMail},
}

// sites returns every column in which something is planted, in catalogue order.
func sites(o Options) []site {
	var all []site
	turn := 0
	for _, db := range o.databases() {
		for _, t := range db.Tables {
			for _, c := range columnsOf(t) {
				s := site{table: t, column: c}
				switch {
				case !t.Syncs():
					if localSites[s.where()] {
						s.kinds = []string{LocalRow}
					}
				case c.Class == abi.FreeText && joins(t, c.Name):
				case !c.Local && !o.Clean:
					s.kinds = s.kindsOf(c.Class, &turn)
					for _, kind := range writers[s.where()] {
						if !slices.Contains(s.kinds, kind) {
							s.kinds = append(s.kinds, kind)
						}
					}
				}
				if s.kinds = o.possible(s.kinds); len(s.kinds) > 0 {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// joins reports a column by which rows are known or found: ids of which nobody is seen
// to write any may be any text, and have to stay equal to each other here.
func joins(t *schema.Table, column string) bool {
	return slices.Contains(t.Identity.Columns, column) ||
		slices.ContainsFunc(t.References(), func(r schema.ForeignKey) bool { return slices.Contains(r.Columns, column) })
}

// possible leaves out paths below a root that says nothing.
func (o Options) possible(kinds []string) []string {
	if strings.Trim(o.Root, `/\`) != "" {
		return kinds
	}
	return slices.DeleteFunc(kinds, func(k string) bool { return k == RootPath })
}

func (s site) kindsOf(class abi.Class, turn *int) []string {
	switch class {
	case abi.Path:
		return []string{RootPath, OtherHome, WindowsPath}
	case abi.RootPath:
		return []string{OtherRoot}
	case abi.PathEmbedded:
		if s.where() == "owasp_findings.id" {
			return []string{RootPath} // with dashes for slashes only a known root can be told
		}
		return []string{RootPath, OtherHome}
	case abi.PathJSON:
		return []string{RootPath, OtherHome, WindowsPath}
	case abi.Code:
		return []string{SourceLine, GitHubToken, Assignment, Snippet}
	case abi.Literal:
		return []string{StripeKey, ConnectionString, EnvValue}
	case abi.Secret:
		return []string{DriftSecret}
	case abi.URL:
		return []string{URLPassword, URLToken, JWT}
	case abi.PII:
		return []string{AuthorName, AuthorMail}
	case abi.Hash:
		return []string{PlainHash}
	case abi.DerivedID:
		return []string{DerivedID}
	case abi.Safe, abi.EnvName:
		return nil
	case abi.Identifier:
		if !identifiers[s.where()] {
			return nil
		}
	case abi.FreeText, abi.JSON, abi.OpaqueBlob:
		kinds := make([]string, 0, 12)
		for range 6 {
			kinds = append(kinds, textKinds[*turn%len(textKinds)])
			*turn++
		}
		if codeJSON[s.where()] {
			kinds = append(kinds, SourceLine)
		}
		return append(kinds, Statement, TextMail)
	}
	return []string{RootPath, GitHubToken, OtherHome}
}

// value makes the site's value of a kind; it depends on seed, column and kind alone. An
// author in a text is one of an author column.
func (s site) value(o Options, kind string) made {
	r := rand.New(rand.NewPCG(o.Seed, digest("plant", kind, s.where())))
	switch kind {
	case RootPath, OtherRoot, HomePath, OtherHome, WindowsPath:
		return o.privatePath(kind, r)
	case AuthorInText:
		r = rand.New(rand.NewPCG(o.Seed, digest("plant", AuthorName, "decisions.author")))
	}
	return secret(kind, r)
}

// needle spells a value as the column holds it.
func (s site) needle(o Options, kind string) string {
	n := s.value(o, kind).needle
	if s.where() == "owasp_findings.id" {
		n = dashed(n)
	}
	if s.holdsJSON() {
		return strings.Trim(doc(n), `"`)
	}
	return n
}

func (s site) holdsJSON() bool {
	switch s.where() {
	case "taint_flows.path", "wrappers.wrapped_primitives", "dna_genes.exemplars":
		return true
	}
	return s.column.Class.IsJSON() || localJSON[s.where()]
}

// plant puts a value into a finished row, when it is the row's turn.
func (g *generator) plant(t *schema.Table, i int, row cells) {
	for _, s := range g.sites[t.FullName()] {
		if at := i % period; at < len(s.kinds) {
			kind := s.kinds[at]
			if (kind == PlainHash || kind == DerivedID) && i > 0 {
				continue
			}
			row[s.column.Name] = g.planted(s, kind, i, row[s.column.Name])
		}
	}
}

// planted returns the cell with the value in it.
func (g *generator) planted(s site, kind string, i int, cell any) any {
	m := s.value(g.Options, kind)
	if p, ok := cell.(packed); ok {
		return packed(inject(string(p), kind, m.text))
	}
	if s.column.Type == abi.Blob {
		raw, err := hex.DecodeString(m.needle)
		if err != nil {
			panic("demo: a digest is not hexadecimal") // made of hexadecimal digits above
		}
		return raw
	}
	text, _ := cell.(string)
	switch {
	case s.holdsJSON():
		return inject(text, kind, m.text)
	case kind == Snippet || kind == ActorMail:
		return m.text
	case s.column.Class == abi.Path || s.column.Class == abi.PathEmbedded:
		return around(s.where(), m.text, i)
	case s.column.Class == abi.FreeText:
		return strings.TrimSpace(text + " " + sentence(kind, m.text))
	case s.column.Class == abi.Code && kind != SourceLine && kind != Statement:
		return "client.configure(" + fmt.Sprintf("%q", m.text) + ");"
	case s.column.Class == abi.PII && kind == AuthorMail:
		return "Ruben Asher <" + m.text + ">"
	case kind == LocalRow && text != "":
		return text + " " + m.text
	}
	return m.text
}

func dashed(p string) string { return strings.ReplaceAll(p, "/", "-") }

// around makes a unique cell around a path, in the manner of the column.
func around(where, p string, i int) string {
	p = fmt.Sprintf("%s.%d.ts", strings.TrimSuffix(p, ".ts"), i)
	switch where {
	case "conventions.scope":
		return "directory:" + p
	case "impact_scores.function_id", "test_coverage.test_function_id", "test_coverage.source_function_id", "test_quality.function_id":
		return p + "::checkout"
	case "contracts.id":
		return p + ":express"
	case "violations.id", "feedback.violation_id":
		return fmt.Sprintf("pattern-compliance-%s-%d", p, i)
	case "owasp_findings.id":
		return fmt.Sprintf("owasp-%s-%d-%d", dashed(p), i, i)
	}
	return p
}

// sentence says a planted value as a message would.
func sentence(kind, text string) string {
	switch kind {
	case RootPath, HomePath, OtherHome, WindowsPath:
		return "(seen in " + text + " at line 12)"
	case ConnectionString:
		return "could not connect to " + text
	case JWT:
		return "Authorization: Bearer " + text
	case PEM, EnvValue, Assignment, AWSSecret:
		return text
	case TrailerName, TrailerMail:
		return "\n\n" + text
	case AuthorInText:
		return "(agreed with " + text + ")"
	case TextMail:
		return "(ask " + text + " first)"
	case Statement:
		return "found: " + text
	}
	return "found " + text + " in the sources"
}
