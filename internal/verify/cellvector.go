package verify

import (
	"context"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// A policy that claims no class says in its vectors what it takes. A cell of a vector is
// asked about in longer cells if it is taken from one of [commonSizes][0] bytes: an anchored
// pattern, or a bound on the length, may rightly leave it there.

// taken is a cell of a vector, and the texts that the plugin takes from it.
type taken struct {
	vector  *vectors.Vector
	column  int
	row     []*string
	needles []string // nil where the whole cell goes
}

// vectorCells shows cells of the author's vectors made longer: one of each vector, and of
// each class one in the largest sizes.
func (v *verification) vectorCells(ctx context.Context, f *findings, cells, late *int) error {
	if v.Vectors == "" {
		return nil
	}
	all, err := vectors.LoadFS(plainfile.Dir(v.Vectors))
	if err != nil {
		return nil // what is wrong with them is for VECTORS
	}
	r, err := v.runner(ctx, runnerOptions{})
	if err != nil {
		return err
	}
	defer r.Close()
	large := make(map[string]bool)
	for i := range all {
		t, err := v.firstTaken(ctx, r, &all[i])
		if err != nil || t == nil {
			if err != nil {
				return err
			}
			continue
		}
		sizes := commonSizes[1:]
		if class := t.class(); !large[class] {
			large[class] = true
			sizes = slices.Concat(sizes, largeSizes)
		}
		if err := t.grow(ctx, r, f, sizes, cells, late); err != nil {
			return err
		}
	}
	return nil
}

// firstTaken returns the first cell of a vector that the plugin takes something from, nil
// where it takes nothing, or whole rows only.
func (v *verification) firstTaken(ctx context.Context, r *plugin.Runner, vector *vectors.Vector) (*taken, error) {
	raw := vector.Frame()
	answer, code, err := r.Run(ctx, raw)
	if err != nil || code != "" {
		return nil, err
	}
	frame, err := abi.DecodeFrame(raw)
	if err != nil {
		return nil, nil
	}
	list, err := abi.ValidateDirectives(answer, &frame, len(v.inspection.Manifest.Rules))
	if err != nil {
		return nil, nil
	}
	var t *taken
	for i := range list.Len() {
		d := list.At(i)
		row := vector.Rows[d.Row]
		if d.Op == abi.DropRow || row[d.Column] == nil {
			continue
		}
		if t == nil {
			t = &taken{vector: vector, column: int(d.Column), row: row}
		}
		if &t.row[0] != &row[0] || t.column != int(d.Column) {
			break
		}
		if d.Op != abi.Null {
			t.needles = append(t.needles, (*row[d.Column])[d.Start:d.End])
		}
	}
	return t, nil
}

func (t *taken) class() string { return t.vector.Columns[t.column].Class }

// grow shows the cell at the places where it is taken from a little longer one.
func (t *taken) grow(ctx context.Context, r *plugin.Runner, f *findings, sizes []int, cells, late *int) error {
	var places []int
	for place := range 3 {
		gone, code, err := t.gone(ctx, r, commonSizes[0], place)
		if err != nil {
			return err
		}
		if code == "" && gone {
			places = append(places, place)
		}
	}
	for n, size := range sizes {
		at := places
		if size > commonSizes[1] && len(places) > 0 {
			at = places[n%len(places):][:1]
		}
		for _, place := range at {
			if size > slowSize && *late > 0 {
				continue
			}
			gone, code, err := t.gone(ctx, r, size, place)
			if err != nil {
				return err
			}
			*cells++
			switch {
			case code == fault.PluginTimeout && size > slowSize:
				*late++
			case code != "":
				f.add("vector %s, a cell of %d bytes: %s", t.vector.Name, size, code)
			case !gone:
				f.add("vector %s: what is taken from a short cell is left in one of %d bytes", t.vector.Name, size)
			}
		}
	}
	return nil
}

// gone reports whether the plugin takes from the longer cell what it takes from the short one.
func (t *taken) gone(ctx context.Context, r *plugin.Runner, size, place int) (bool, fault.Code, error) {
	l := long{class: abi.ParseClass(t.class()), size: size, place: place}
	text, row := l.dress(*t.row[t.column]), slices.Clone(t.row)
	row[t.column] = &text
	longer := *t.vector
	longer.Rows, longer.Expect = [][]*string{row}, [][]*string{row}
	got, err := RunVector(ctx, r, &longer)
	if err != nil || got.Code != "" {
		return false, got.Code, err
	}
	if got.Rows[0] == nil || got.Rows[0][t.column] == nil {
		return true, "", nil
	}
	left := *got.Rows[0][t.column]
	return t.needles != nil && !slices.ContainsFunc(t.needles, func(n string) bool { return strings.Contains(left, n) }), "", nil
}
