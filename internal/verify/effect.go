package verify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

// pseudonym stands in for the team's key.
func pseudonym(dst, value []byte) []byte {
	mac := hmac.New(sha256.New, []byte("driftsync verify"))
	mac.Write(value)
	dst = append(dst, "[P:"...)
	return append(append(dst, base32.StdEncoding.EncodeToString(mac.Sum(nil))[:16]...), ']')
}

// sheetResult is what a chain made of one sheet.
type sheetResult struct {
	rows   *batch.Batch
	result *plugin.Result
}

// redact runs a chain over batches, which it edits.
func (v *verification) redact(ctx context.Context, rows []*batch.Batch, modules ...plugin.Module) ([]sheetResult, error) {
	chain, err := plugin.Open(ctx, plugin.Options{Modules: modules, Limits: v.Limits, CacheDir: v.CacheDir, Worker: v.Worker,
		Spares: &v.spares, Context: fixedPlace.context(), Pseudonym: pseudonym, Lanes: 1})
	if err != nil {
		return nil, err
	}
	defer chain.Close()
	out := make([]sheetResult, len(rows))
	for i, b := range rows {
		out[i].rows = b
		if out[i].result, err = chain.Redact(ctx, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// copies are the rows of the corpus to edit.
func (c *Corpus) copies() []*batch.Batch {
	all := make([]*batch.Batch, len(c.sheets))
	for i, s := range c.sheets {
		all[i] = clone(s.rows)
	}
	return all
}

func copiesOf(results []sheetResult) []*batch.Batch {
	all := make([]*batch.Batch, len(results))
	for i := range results {
		all[i] = clone(results[i].rows)
	}
	return all
}

// apply lets the host carry out what new instances said of the first half of the corpus.
func (v *verification) apply() ([]sheetResult, error) {
	r, err := v.runner(context.Background(), runnerOptions{}) // it starts no worker
	if err != nil {
		return nil, err
	}
	defer r.Close()
	out := make([]sheetResult, len(v.corpus.sheets))
	for i, s := range v.corpus.sheets {
		out[i] = sheetResult{clone(s.rows), &plugin.Result{Rows: s.rows.Rows()}}
		if v.base.raw[i] == nil {
			continue
		}
		raw := frame(s.rows, plugin.Columns(v.inspection.Manifest, s.rows.Table), &fixedPlace)
		result, ok := r.Apply(out[i].rows, raw, v.base.raw[i], pseudonym)
		if !ok {
			return nil, fault.New(fault.PluginAnswer, "an answer that was valid is so no more", "", nil)
		}
		out[i].result = result
	}
	return out, nil
}

func (v *verification) alone() plugin.Module { return plugin.Module{Wasm: v.subject.Wasm} }

func theDefault() plugin.Module { return plugin.Module{Wasm: bundled.Wasm, Bundled: true} }

// gone reports whether a row does not leave.
func (r *sheetResult) gone(row int) bool { return r.result.Dropped != nil && r.result.Dropped[row] }

func (r *sheetResult) holds(c *canary) bool {
	column := &r.rows.Columns[c.column]
	return !r.gone(c.row) && !column.Null(c.row) && strings.Contains(string(column.Bytes(c.row)), c.needle)
}

// unanswered notes the rows on which a chain failed; nothing of them leaves, but
// nothing is shown by them either.
func unanswered(f *findings, all []sheetResult) {
	for i := range all {
		for row, code := range all[i].result.Failed {
			if code != "" {
				f.add("%s, row %d: %s", all[i].rows.Table.FullName(), row, code)
			}
		}
	}
}

// checkRecall looks for every planted value of the classes that the manifest claims, in
// all tables and both halves of the corpus, with no other plugin before it.
func (v *verification) checkRecall(ctx context.Context) outcome {
	m := v.inspection.Manifest
	if len(m.Classes) == 0 {
		return inapplicable("its manifest claims no class, so it is held to what it takes: VECTORS and CELL-SIZE")
	}
	results, err := v.edited()
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	p, err := v.cuts(ctx)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	t := recall{verification: v, byClass: make(map[abi.Class]*Recall)}
	for i, s := range v.corpus.sheets {
		t.count(s, "", results[i].holds)
	}
	for i, s := range v.large().sheets {
		t.count(s, fmt.Sprintf(" of seed %d", v.Seed), func(c *canary) bool {
			return p.answers[i] == nil || v.leaves(s, c, p.answers[i][c.row])
		})
	}
	planted, removed := 0, 0
	for _, class := range abi.Classes() {
		if r := t.byClass[class]; r != nil {
			v.report.Recall = append(v.report.Recall, *r)
			planted, removed = planted+r.Planted, removed+r.Removed
		}
	}
	return t.findings.judge(fmt.Sprintf("%d of %d planted values gone, %d classes claimed; %d of them are of seed %d",
		removed, planted, len(m.Classes), t.seeded, v.Seed))
}

// recall counts planted values of claimed classes.
type recall struct {
	*verification
	findings findings
	byClass  map[abi.Class]*Recall
	seeded   int
}

// count looks at the planted values of one sheet.
func (t *recall) count(s *sheet, of string, holds func(*canary) bool) {
	tables := make(map[abi.Class]bool)
	for _, c := range s.canaries {
		def := s.rows.Columns[c.column].Def
		if !t.inspection.Manifest.Handles(def.Class) {
			continue
		}
		r := t.byClass[def.Class]
		if r == nil {
			r = &Recall{Class: def.Class.String()}
			t.byClass[def.Class] = r
		}
		if r.Planted++; of != "" {
			t.seeded++
		} else if !tables[def.Class] {
			tables[def.Class], r.Tables = true, r.Tables+1
		}
		if !holds(&c) {
			r.Removed++
			continue
		}
		t.findings.add("%s.%s (%s), row %d%s: a %s is still there", s.rows.Table.FullName(), def.Name, def.Class, c.row, of, c.kind)
	}
}

// leaves reports whether a planted value is still there after the edits of its row. A
// JSON cell that they break would be null.
func (v *verification) leaves(s *sheet, c *canary, row []abi.Directive) bool {
	if drops(row) {
		return false
	}
	cell := s.rows.Columns[c.column].Bytes(c.row)
	var out []byte
	pos := 0
	for _, d := range inColumn(row, c.column) {
		if d.Op == abi.Null {
			return false
		}
		out = append(append(out, cell[pos:d.Start]...), v.inspection.Manifest.Rules[d.Rule].Marker...)
		pos = int(d.End)
	}
	return bytes.Contains(append(out, cell[pos:]...), []byte(c.needle))
}

// behindDefault is the first half of the corpus as the default leaves it, and as the
// plugin leaves that.
type behindDefault struct {
	without, with []sheetResult
	destroyed     plugin.Destruction
}

func (v *verification) stand(ctx context.Context) (*behindDefault, error) {
	var b behindDefault
	var err error
	if b.without, err = v.redact(ctx, v.corpus.copies(), theDefault()); err != nil {
		return nil, err
	}
	if b.with, err = v.redact(ctx, copiesOf(b.without), v.alone()); err != nil {
		return nil, err
	}
	b.destroyed.Plugin = v.inspection.Manifest.Name
	for i := range b.with {
		for _, l := range b.with[i].result.Losses {
			b.destroyed.AddLoss(b.with[i].rows.Table, &l)
		}
	}
	b.destroyed.Settle()
	return &b, nil
}

// checkStricter looks whether everything that the default takes away stays away with
// this plugin behind it, or in its place where it bears its name.
func (v *verification) checkStricter(ctx context.Context) outcome {
	if v.digest == v.report.Bundled {
		return pass("it is the bundled default")
	}
	b, err := v.behind(ctx)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	with := b.with
	if v.report.Name == Default {
		if with, err = v.edited(); err != nil {
			return fail("could not run: %s", reason(err))
		}
	}
	var f findings
	unanswered(&f, with)
	cells := 0
	for i := range with {
		for _, c := range v.corpus.sheets[i].canaries {
			if !b.without[i].holds(&c) && with[i].holds(&c) {
				f.add("%s.%s, row %d: a %s came back", with[i].rows.Table.FullName(), with[i].rows.Columns[c.column].Def.Name, c.row, c.kind)
			}
		}
		for at := range with[i].rows.Columns {
			for row := range with[i].rows.Rows() {
				cells++
				if b.without[i].rows.Columns[at].Null(row) && !with[i].rows.Columns[at].Null(row) {
					f.add("%s.%s, row %d: a cell came back", with[i].rows.Table.FullName(), with[i].rows.Columns[at].Def.Name, row)
				}
			}
		}
	}
	return f.judge(fmt.Sprintf("%d cells: nothing the default removed came back", cells))
}

// checkIdempotent runs the plugin over its own output, which has to stay as it is: in
// a chain, and after a policy change, it meets what was redacted before.
func (v *verification) checkIdempotent(ctx context.Context) outcome {
	once, err := v.edited()
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	twice, err := v.redact(ctx, copiesOf(once), v.alone())
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	var f findings
	cells := 0
	for i := range once {
		for at := range once[i].rows.Columns {
			for row := range once[i].rows.Rows() {
				cells++
				if !sameCell(&once[i].rows.Columns[at], &twice[i].rows.Columns[at], row) {
					f.add("%s.%s, row %d changes again", once[i].rows.Table.FullName(), once[i].rows.Columns[at].Def.Name, row)
				}
			}
		}
	}
	return f.judge(fmt.Sprintf("%d cells redacted twice", cells))
}

// checkMonotone carries the answers out by a second implementation, that of package
// vectors, and compares: what the host makes of a row is the row minus what was named.
func (v *verification) checkMonotone(context.Context) outcome {
	m := v.inspection.Manifest
	results, err := v.edited()
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	markers := make([]string, len(m.Rules))
	for i, r := range m.Rules {
		markers[i] = r.Marker
	}
	var f findings
	cells := 0
	for i, s := range v.corpus.sheets {
		if v.base.raw[i] == nil {
			continue
		}
		columns := plugin.Columns(m, s.rows.Table)
		rows, err := vectors.ApplyWith(frame(s.rows, columns, &fixedPlace), v.base.raw[i], markers, pseudonym)
		if err != nil {
			f.add("%s: %s", s.rows.Table.FullName(), fault.PluginAnswer)
			continue
		}
		for row := range rows {
			for n, at := range columns {
				if c := &results[i].rows.Columns[at]; c.Type == abi.Text {
					cells++
					if !agrees(c, row, rows[row], n, &s.rows.Columns[at]) {
						f.add("%s.%s, row %d differs from its row minus what was named", s.rows.Table.FullName(), c.Def.Name, row)
					}
				}
			}
		}
	}
	return f.judge(fmt.Sprintf("%d cells: output equals input minus the named spans", cells))
}

// agrees compares a cell with what the second implementation made. A JSON cell that
// an edit broke is null in the host's.
func agrees(c *batch.Column, row int, cells []*string, at int, before *batch.Column) bool {
	if cells == nil || cells[at] == nil {
		return c.Null(row)
	}
	if c.Null(row) {
		return c.Def.Class.IsJSON() && json.Valid(before.Bytes(row)) && !json.Valid([]byte(*cells[at]))
	}
	return string(c.Bytes(row)) == *cells[at]
}
