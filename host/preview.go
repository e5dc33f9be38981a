package host

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/preview"
	"github.com/driftsync/driftsync/schema"
)

// Preview returns up to n rows of every table that o names, before and after, by the
// same code as a push: rows that stay here first, then those with the most edits. It
// opens no socket and leaves no state. Values before are as they are in the
// databases: mask them before they are shown or kept.
func Preview(ctx context.Context, o Options, n int) (tables []preview.Table, err error) {
	o.Destination = Destination{Name: "preview"}
	o.DryRun, o.Full = true, true
	o.Shadows = nil // they change nothing here
	temp, err := os.MkdirTemp("", "driftsync-preview-")
	if err != nil {
		return nil, fault.New(fault.SpoolWrite, "there is no room for a preview", "free some space in the system's temporary folder", nil)
	}
	defer os.RemoveAll(temp)
	o.DryRunDir = filepath.Join(temp, "plan")
	s := &sampler{limit: n, tables: make(map[string]*preview.Table)}
	o.inspect = s.take
	result, err := Push(ctx, o)
	if machine, openErr := state.OpenMachine(o.StateDir); openErr == nil {
		_ = os.RemoveAll(o.storeDir(machine)) // an empty folder with a lock
	}
	if err != nil {
		return nil, err
	}
	for _, t := range result.Tables {
		sample := s.tables[t.Name]
		if sample == nil {
			continue
		}
		sample.Read = t.Read
		slices.SortStableFunc(sample.Rows, worse)
		tables = append(tables, *sample)
	}
	return tables, nil
}

// worse orders rows that stay here first, then by the number of edits.
func worse(a, b preview.Row) int {
	if (a.Stays != "") != (b.Stays != "") {
		if a.Stays != "" {
			return -1
		}
		return 1
	}
	return b.Edits() - a.Edits()
}

// sampler keeps the rows that a person wants to see.
type sampler struct {
	limit int

	mu     sync.Mutex
	tables map[string]*preview.Table
}

// take looks at one batch. It is called by several redactors.
func (s *sampler) take(ctx context.Context, chain *plugin.Chain, before, after *batch.Batch, result *plugin.Result, hits []guard.Hit) error {
	for row := range after.Rows() {
		stays := whyStays(after, row, result, hits)
		edits := editsOf(before, after, row)
		if !s.wants(after.Table, stays, edits) {
			continue
		}
		r, err := sampled(ctx, chain, before, after, row)
		if err != nil {
			return err
		}
		r.Stays = stays
		s.keep(after.Table, r)
	}
	return nil
}

// wants reports whether a row would be kept.
func (s *sampler) wants(t *schema.Table, stays string, edits int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.tables[t.FullName()]
	if held == nil || len(held.Rows) < s.limit {
		return s.limit > 0
	}
	least := &held.Rows[len(held.Rows)-1]
	if (stays != "") != (least.Stays != "") {
		return stays != ""
	}
	return edits > least.Edits()
}

func (s *sampler) keep(t *schema.Table, r preview.Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.tables[t.FullName()]
	if held == nil {
		held = &preview.Table{Name: t.FullName()}
		s.tables[t.FullName()] = held
	}
	held.Rows = append(held.Rows, r)
	slices.SortStableFunc(held.Rows, worse)
	held.Rows = held.Rows[:min(len(held.Rows), s.limit)]
}

func whyStays(b *batch.Batch, row int, result *plugin.Result, hits []guard.Hit) string {
	switch {
	case result.Failed != nil && result.Failed[row] != "":
		return "plugin: " + string(result.Failed[row])
	case result.Dropped != nil && result.Dropped[row]:
		return "dropped by a rule"
	}
	for _, h := range hits {
		if h.Row == row {
			return fmt.Sprintf("guard: %s (%s)", h.Rule, b.Columns[h.Column].Def.Name)
		}
	}
	return ""
}

func editsOf(before, after *batch.Batch, row int) int {
	n := 0
	for i := range after.Columns {
		was, is := cellText(&before.Columns[i], row), cellText(&after.Columns[i], row)
		if (was == nil) != (is == nil) || was != nil && *was != *is {
			n++
		}
	}
	return n
}

// sampled takes one row through the chain by itself, which gives the same bytes
// (invariant 8), to learn which rule did what in which column.
func sampled(ctx context.Context, chain *plugin.Chain, before, after *batch.Batch, row int) (preview.Row, error) {
	alone := picked(before, row)
	result, err := chain.Redact(ctx, alone)
	if err != nil {
		return preview.Row{}, err
	}
	var r preview.Row
	for i := range after.Columns {
		c := &after.Columns[i]
		cell := preview.Cell{Column: c.Def.Name, Class: c.Def.Class.String(), Before: cellText(&before.Columns[i], row), After: cellText(c, row)}
		for _, hit := range result.Hits {
			if hit.Column == c.Def.Name {
				cell.Rules = append(cell.Rules, hit.Plugin+"/"+hit.Rule)
			}
		}
		r.Cells = append(r.Cells, cell)
	}
	return r, nil
}

// picked copies some rows.
func picked(b *batch.Batch, rows ...int) *batch.Batch {
	some := batch.New(b.Table)
	for n, row := range rows {
		some.Keys, some.Fingerprints = append(some.Keys, b.Keys[row]), append(some.Fingerprints, b.Fingerprints[row])
		for i := range b.Columns {
			copyCell(&some.Columns[i], n, &b.Columns[i], row)
		}
	}
	return some
}

// copyCell adds a cell of another column as that of row n.
func copyCell(to *batch.Column, n int, from *batch.Column, row int) {
	to.Type = from.Type
	switch {
	case from.Null(row):
		to.AppendNull(n)
	case from.Type == abi.Int:
		to.AppendInt(n, from.Int(row))
	case from.Type == abi.Float:
		to.AppendFloat(n, from.Float(row))
	default:
		to.AppendBytes(n, from.Bytes(row))
	}
}

// cellText returns a cell as text, nil for null.
func cellText(c *batch.Column, row int) *string {
	if c.Null(row) {
		return nil
	}
	var text string
	switch c.Type {
	case abi.Int:
		text = strconv.FormatInt(c.Int(row), 10)
	case abi.Float:
		text = strconv.FormatFloat(c.Float(row), 'g', -1, 64)
	default:
		text = strings.ToValidUTF8(string(c.Bytes(row)), "\uFFFD")
	}
	return &text
}
