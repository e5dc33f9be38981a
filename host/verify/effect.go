package verify

import (
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

// redact runs a chain over the corpus, times times over its own output.
func (v *verification) redact(ctx context.Context, times int, modules ...plugin.Module) ([]sheetResult, error) {
	chain, err := plugin.Open(ctx, plugin.Options{Modules: modules, Limits: v.Limits, CacheDir: v.CacheDir, Worker: v.Worker,
		Context: corpusContext, Pseudonym: pseudonym, Lanes: 1})
	if err != nil {
		return nil, err
	}
	defer chain.Close()
	out := make([]sheetResult, len(v.corpus.sheets))
	for i, s := range v.corpus.sheets {
		out[i].rows = clone(s.rows)
		for range times {
			if out[i].result, err = chain.Redact(ctx, out[i].rows); err != nil {
				return nil, err
			}
		}
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

// checkRecall looks for every planted value of the classes that the manifest claims,
// in all tables, with no other plugin before it.
func (v *verification) checkRecall(ctx context.Context) outcome {
	m := v.inspection.Manifest
	if len(m.Classes) == 0 {
		return notAsked("its manifest claims no class")
	}
	results, err := v.redact(ctx, 1, v.alone())
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	var f findings
	unanswered(&f, results)
	recall := make(map[abi.Class]*Recall)
	for i := range results {
		tables := make(map[abi.Class]bool)
		for _, c := range v.corpus.sheets[i].canaries {
			def := results[i].rows.Columns[c.column].Def
			if !m.Handles(def.Class) {
				continue
			}
			r := recall[def.Class]
			if r == nil {
				r = &Recall{Class: def.Class.String()}
				recall[def.Class] = r
			}
			if r.Planted++; !tables[def.Class] {
				tables[def.Class], r.Tables = true, r.Tables+1
			}
			if !results[i].holds(&c) {
				r.Removed++
				continue
			}
			f.add("%s.%s (%s), row %d: a %s is still there", results[i].rows.Table.FullName(), def.Name, def.Class, c.row, c.kind)
		}
	}
	planted, removed := 0, 0
	for _, class := range abi.Classes() {
		if r := recall[class]; r != nil {
			v.report.Recall = append(v.report.Recall, *r)
			planted, removed = planted+r.Planted, removed+r.Removed
		}
	}
	return f.judge(fmt.Sprintf("%d of %d planted values gone, %d classes claimed", removed, planted, len(m.Classes)))
}

// checkStricter looks whether everything that the default takes away stays away with
// this plugin behind it.
func (v *verification) checkStricter(ctx context.Context) outcome {
	if v.digest == v.report.Bundled {
		return pass("it is the bundled default")
	}
	chain := []plugin.Module{theDefault(), v.alone()}
	if v.report.Name == Default {
		chain = chain[1:]
	}
	with, err := v.redact(ctx, 1, chain...)
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	without, err := v.redact(ctx, 1, theDefault())
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	var f findings
	unanswered(&f, with)
	cells := 0
	for i := range with {
		for _, c := range v.corpus.sheets[i].canaries {
			if !without[i].holds(&c) && with[i].holds(&c) {
				f.add("%s.%s, row %d: a %s came back", with[i].rows.Table.FullName(), with[i].rows.Columns[c.column].Def.Name, c.row, c.kind)
			}
		}
		for at := range with[i].rows.Columns {
			for row := range with[i].rows.Rows() {
				cells++
				if without[i].rows.Columns[at].Null(row) && !with[i].rows.Columns[at].Null(row) {
					f.add("%s.%s, row %d: a cell came back", with[i].rows.Table.FullName(), with[i].rows.Columns[at].Def.Name, row)
				}
			}
		}
	}
	return f.judge(fmt.Sprintf("%d cells behind the default", cells))
}

// checkIdempotent runs the plugin over its own output, which has to stay as it is: in
// a chain, and after a policy change, it meets what was redacted before.
func (v *verification) checkIdempotent(ctx context.Context) outcome {
	once, err := v.redact(ctx, 1, v.alone())
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	twice, err := v.redact(ctx, 2, v.alone())
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
// vectors, and compares: what the host makes of a row is the row less what was named.
func (v *verification) checkMonotone(ctx context.Context) outcome {
	m := v.inspection.Manifest
	anew := *v
	anew.Limits.RenewEvery = 1 // the recorded answers are of new instances, too
	results, err := anew.redact(ctx, 1, v.alone())
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
		rows, err := vectors.ApplyWith(frame(s.rows, columns), v.base.raw[i], markers, pseudonym)
		if err != nil {
			f.add("%s: %s", s.rows.Table.FullName(), fault.PluginAnswer)
			continue
		}
		for row := range rows {
			for n, at := range columns {
				if c := &results[i].rows.Columns[at]; c.Type == abi.Text {
					cells++
					if !agrees(c, row, rows[row], n, &s.rows.Columns[at]) {
						f.add("%s.%s, row %d differs from its row less what was named", s.rows.Table.FullName(), c.Def.Name, row)
					}
				}
			}
		}
	}
	return f.judge(fmt.Sprintf("%d cells are what was there less what was named", cells))
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
