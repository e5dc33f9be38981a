package sdk

import (
	"slices"

	"github.com/driftsync/driftsync/abi"
)

// follows reports whether d may stand right after last on the wire.
func follows(last, d *abi.Directive) bool {
	switch {
	case d.Row != last.Row:
		return d.Row > last.Row
	case last.Op == abi.DropRow || d.Op == abi.DropRow:
		return false
	case d.Column != last.Column:
		return d.Column > last.Column
	}
	return last.Op != abi.Null && d.Op != abi.Null && d.Start >= last.End
}

// arrange returns the edits in wire order, with conflicts resolved towards
// taking more away. The natural loop goes by column and then by row, so a
// counting sort by row leaves little to do.
func (b *Batch) arrange() []abi.Directive {
	rows := b.frame.Rows()
	b.counts = slices.Grow(b.counts[:0], rows+1)[:rows+1]
	clear(b.counts)
	for i := range b.edits {
		b.counts[b.edits[i].Row+1]++
	}
	for i := 1; i <= rows; i++ {
		b.counts[i] += b.counts[i-1]
	}
	b.sorted = slices.Grow(b.sorted[:0], len(b.edits))[:len(b.edits)]
	for _, d := range b.edits {
		b.sorted[b.counts[d.Row]] = d
		b.counts[d.Row]++
	}
	if inOrder(b.sorted) {
		return b.sorted
	}
	out := b.edits[:0]
	for start := 0; start < len(b.sorted); {
		end := start + 1
		for end < len(b.sorted) && b.sorted[end].Row == b.sorted[start].Row {
			end++
		}
		out = appendRow(out, b.sorted[start:end])
		start = end
	}
	b.edits = out
	return out
}

func inOrder(edits []abi.Directive) bool {
	for i := 1; i < len(edits); i++ {
		if !follows(&edits[i-1], &edits[i]) {
			return false
		}
	}
	return true
}

// appendRow appends the edits of one row to out.
func appendRow(out, row []abi.Directive) []abi.Directive {
	for i := range row {
		if row[i].Op == abi.DropRow {
			return append(out, row[i])
		}
	}
	if inOrder(row) {
		return append(out, row...)
	}
	slices.SortStableFunc(row, compare)
	for i := range row {
		out = appendEdit(out, row[i])
	}
	return out
}

// compare sorts by column and start; null before spans, longer spans first.
func compare(x, y abi.Directive) int {
	switch {
	case x.Column != y.Column:
		return int(x.Column) - int(y.Column)
	case (x.Op == abi.Null) != (y.Op == abi.Null):
		if x.Op == abi.Null {
			return -1
		}
		return 1
	case x.Start != y.Start:
		return int(int64(x.Start) - int64(y.Start))
	case x.End != y.End:
		return int(int64(y.End) - int64(x.End))
	}
	return int(x.Rule) - int(y.Rule)
}

// appendEdit appends the next edit of a sorted row without what the last one
// takes away already.
func appendEdit(out []abi.Directive, d abi.Directive) []abi.Directive {
	if len(out) == 0 {
		return append(out, d)
	}
	last := &out[len(out)-1]
	if last.Row != d.Row || last.Column != d.Column {
		return append(out, d)
	}
	if last.Op == abi.Null || d.End <= last.End {
		return out
	}
	d.Start = max(d.Start, last.End)
	return append(out, d)
}
