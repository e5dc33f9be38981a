package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// Sizes of cells in bytes. Those of one column of each class go up to the largest; all
// others are made as long as the first ones.
var (
	commonSizes = []int{240, 3 << 10}
	largeSizes  = []int{16 << 10, 64 << 10, 256 << 10, 1 << 20}
)

// slowSize is the size from which on a cell may take a plugin too long: rows with such
// cells stay on the machine then, which the report says.
const slowSize = 64 << 10

// long is a planted value in a cell that was made longer.
type long struct {
	sheet  *sheet
	canary canary
	class  abi.Class
	size   int
	place  int // where in the cell: 0 begin, 1 middle, 2 end
}

// checkCellSize shows planted values in longer cells, and those of the author's vectors.
// What is taken from a short one has to be gone from the long one; whether short ones are
// taken is for CANARY-RECALL and VECTORS.
func (v *verification) checkCellSize(ctx context.Context) outcome {
	short, err := v.edited()
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	a, err := v.asker(ctx, runnerOptions{})
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	defer a.close()
	var f findings
	cells, late := 0, 0
	seen := make(map[abi.Class]bool)
	for i, s := range v.corpus.sheets {
		common, large := v.longCells(s, &short[i], seen)
		for _, group := range append([][]long{common}, large...) {
			if len(group) == 0 || late > 0 && group[0].size > slowSize {
				continue
			}
			slow, err := a.long(ctx, &f, group)
			if err != nil {
				return fail("could not run: %s", reason(err))
			}
			if cells += len(group); slow {
				late++
			}
		}
	}
	if err := v.vectorCells(ctx, &f, &cells, &late); err != nil {
		return fail("could not run: %s", reason(err))
	}
	if cells == 0 && v.Vectors == "" {
		return notAsked("it takes none of the planted values from short cells, and no vectors say what else it takes")
	}
	if cells == 0 {
		return inapplicable("it takes none of the planted values from short cells, and its vectors hold nothing that may stand in a longer one")
	}
	detail := fmt.Sprintf("%d cells of %d bytes to %d KiB, in which it takes what it takes from short ones", cells, commonSizes[0], largeSizes[len(largeSizes)-1]>>10)
	if late > 0 {
		detail += fmt.Sprintf("; cells above %d KiB take it too long: in a push their rows stay on the machine (%s)", slowSize>>10, fault.PluginTimeout)
	}
	return f.judge(detail)
}

// longCells returns what has to be taken from longer cells of a sheet: of each column the
// first planted value of each kind, and each large size by itself.
func (v *verification) longCells(s *sheet, short *sheetResult, seen map[abi.Class]bool) (common []long, large [][]long) {
	columns := plugin.Columns(v.inspection.Manifest, s.rows.Table)
	done := make(map[string]bool)
	for _, c := range s.canaries {
		class := s.rows.Columns[c.column].Def.Class
		key := fmt.Sprintf("%d %s", c.column, c.kind)
		if done[key] || c.kind == rootAlone || !slices.Contains(columns, c.column) || short.holds(&c) {
			continue
		}
		done[key] = true
		for n, size := range commonSizes {
			common = append(common, long{s, c, class, size, (len(common) + n) % 3})
		}
		if seen[class] {
			continue
		}
		seen[class] = true
		for n, size := range largeSizes {
			large = append(large, []long{{s, c, class, size, n % 3}})
		}
	}
	return common, large
}

// long shows long cells of one sheet, each in the row that it was planted in, and reports
// whether it took too long where it may. A new instance has to confirm what is left.
func (a *asker) long(ctx context.Context, f *findings, group []long) (late bool, err error) {
	b := lengthen(group)
	got, code, err := a.ask(ctx, b, &fixedPlace)
	if err != nil {
		return false, err
	}
	if code == "" && len(a.v.left(group, b, got)) == 0 {
		return false, nil
	}
	if code == fault.PluginTimeout && group[0].size > slowSize {
		return true, nil
	}
	if code != "" {
		f.add("%s, cells of %d bytes and more: %s", b.Table.FullName(), group[0].size, code)
		return false, nil
	}
	for _, i := range a.v.left(group, b, got) {
		if a.doubted() {
			break
		}
		if err := a.confirmLong(ctx, f, &group[i]); err != nil {
			return false, err
		}
	}
	return false, nil
}

// confirmLong shows a row by itself to new instances, with its cell long and as it was:
// if neither is taken, it is not a matter of length.
func (a *asker) confirmLong(ctx context.Context, f *findings, l *long) error {
	one := []long{*l}
	made := lengthen(one)
	got, code, err := a.askNew(ctx, made, &fixedPlace)
	if err != nil || code == "" && len(a.v.left(one, made, got)) == 0 {
		return err
	}
	was := pick(l.sheet.rows, []int{l.canary.row})
	if got, code, err = a.askNew(ctx, was, &fixedPlace); err != nil || code != "" || len(a.v.left(one, was, got)) > 0 {
		return err
	}
	f.add("%s.%s (%s): a %s is taken from a short cell, and left in one of %d bytes",
		made.Table.FullName(), made.Columns[l.canary.column].Def.Name, l.class, l.canary.kind, l.size)
	return nil
}

// left returns the positions of the values that are still there.
func (v *verification) left(group []long, b *batch.Batch, got answers) []int {
	var all []int
	s := &sheet{rows: b}
	for i := range group {
		c := group[i].canary
		c.row = i
		if got == nil || v.leaves(s, &c, got[i]) {
			all = append(all, i)
		}
	}
	return all
}

// lengthen returns a batch with one row for each of a group.
func lengthen(group []long) *batch.Batch {
	from := group[0].sheet.rows
	out := batch.New(from.Table)
	for i := range group {
		l := &group[i]
		one := pick(from, []int{l.canary.row})
		for at := range out.Columns {
			to, was := &out.Columns[at], &one.Columns[at]
			switch {
			case at == l.canary.column:
				text := l.dress(string(was.Bytes(0)))
				to.AppendBytes(i, []byte(text))
				out.Bytes += len(text)
			case was.Null(0):
				to.AppendNull(i)
			case to.Type.Fixed():
				to.AppendInt(i, was.Int(0))
			default:
				to.AppendBytes(i, was.Bytes(0))
				out.Bytes += len(was.Bytes(0))
			}
		}
		out.Keys = append(out.Keys, batch.Key{byte(i), byte(i >> 8)})
	}
	return out
}

// dress makes a cell of a class longer, with nothing in it that would have to go.
func (l *long) dress(cell string) string {
	n := max(0, l.size-len(cell))
	switch {
	case l.class == abi.Path || l.class == abi.PathEmbedded || l.class == abi.Identifier && strings.ContainsAny(cell, `/\`):
		return deepen(cell, n)
	case l.class == abi.PathJSON:
		before, after := l.share(n)
		return "[" + fill(`"src/app.ts",`, before) + strings.TrimSuffix(strings.TrimPrefix(cell, "["), "]") + fill(`,"src/app.ts"`, after) + "]"
	case l.class.IsJSON():
		before, after := l.share(n)
		return `{"before":"` + fill("the basket is read again. ", before) + `",` + strings.TrimSuffix(strings.TrimPrefix(cell, "{"), "}") +
			`,"after":"` + fill("the basket is read again. ", after) + `"}`
	case l.class == abi.URL:
		return cell + strings.Replace(fill("&page=2", n), "&", map[bool]string{true: "&", false: "?"}[strings.Contains(cell, "?")], 1)
	case l.class == abi.Code:
		before, after := l.share(n)
		return fill("let basket = next(queue);\n", before) + cell + fill("\nlet basket = next(queue);", after)
	}
	before, after := l.share(n)
	return fill("the basket is read again. ", before) + cell + fill(" The basket is read again.", after)
}

// share splits what is to be added into what stands before the value and behind it.
func (l *long) share(n int) (before, after int) {
	switch l.place {
	case 0:
		return 0, n
	case 1:
		return n / 2, n - n/2
	}
	return n, 0
}

// deepen adds folders before the last part of a path.
func deepen(path string, n int) string {
	at := strings.LastIndexAny(path, `/\`)
	if at < 0 {
		return path + fill("/module", n)
	}
	return path[:at] + fill(path[at:at+1]+"module", n) + path[at:]
}

func fill(text string, n int) string { return strings.Repeat(text, (n+len(text)-1)/len(text)) }
