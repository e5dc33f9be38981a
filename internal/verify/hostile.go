package verify

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// damaged is the number of frames that break the contract. The host never makes one;
// they show that a plugin which meets one is contained all the same.
const damaged = 12

// checkHostile shows frames that are right but odd, which it has to answer, and
// damaged ones, which it may fail at: in time, within its memory, and with no more
// than a directive list to show for it.
func (v *verification) checkHostile(ctx context.Context) outcome {
	var f findings
	odd := oddFrames()
	if err := v.showOdd(ctx, &f, odd); err != nil {
		return fail("could not run: %s", reason(err))
	}
	if f.count >= enough {
		return f.judge("odd frames")
	}
	if err := v.showDamaged(ctx, &f); err != nil {
		return fail("could not run: %s", reason(err))
	}
	return f.judge(fmt.Sprintf("%d odd frames answered, %d damaged ones contained", len(odd), damaged))
}

// checkConfined says whether the worker that answered the corpus had given up files,
// network and other processes first. A system that cannot take them from a process leaves
// the plugin to the WebAssembly sandbox alone, which is no pass.
func (v *verification) checkConfined(context.Context) outcome {
	if !v.base.sealed {
		return notAsked("this system cannot take files, network and processes from a worker; verify on Linux as well")
	}
	return pass("the worker had no files, no network and no other process")
}

// showOdd shows the odd frames within the limits of a push.
func (v *verification) showOdd(ctx context.Context, f *findings, odd map[string][]byte) error {
	r, err := v.runner(ctx, runnerOptions{})
	if err != nil {
		return err
	}
	defer r.Close()
	limit := v.Limits.WithDefaults().Call()
	for _, name := range slices.Sorted(maps.Keys(odd)) {
		code, err := provoke(ctx, r, f, name, odd[name], limit)
		if err != nil {
			return err
		}
		if code != "" {
			f.add("%s: %s", name, code)
		}
		if f.count >= enough {
			break
		}
	}
	return nil
}

func (v *verification) showDamaged(ctx context.Context, f *findings) error {
	r, err := v.runner(ctx, runnerOptions{batch: 2 * v.hostile})
	if err != nil {
		return err
	}
	defer r.Close()
	overruns := 0
	for i, raw := range v.damagedFrames() {
		code, err := provoke(ctx, r, f, fmt.Sprintf("damaged frame %d", i), raw, v.hostile)
		if err != nil {
			return err
		}
		if code == fault.PluginTimeout {
			if overruns++; overruns >= enough {
				break // contained, and slow to show
			}
		}
	}
	return nil
}

// provoke shows one frame. A code says that it was not answered as the contract asks.
func provoke(ctx context.Context, r *plugin.Runner, f *findings, name string, raw []byte, limit time.Duration) (fault.Code, error) {
	// A new worker has to be there before the clock starts.
	if _, _, err := r.Run(ctx, abi.AppendFrame(nil, &abi.FrameSpec{})); err != nil {
		return "", err
	}
	began := time.Now()
	answer, code, err := r.Run(ctx, raw)
	if err != nil {
		return "", err
	}
	if took := time.Since(began); took > plugin.MostByClock(limit)+4*grace { // other work on the machine has its share
		f.add("%s: it was not ended in time", name)
	}
	if code != "" {
		return code, nil
	}
	frame, err := abi.DecodeFrame(raw)
	if err != nil {
		return "", nil // a damaged frame was answered: the host would not have asked
	}
	if _, err := abi.ValidateDirectives(answer, &frame, len(r.Info().Manifest.Rules)); err != nil {
		return fault.PluginAnswer, nil
	}
	return "", nil
}

// oddFrames are right by the contract, and unlike what a database holds.
func oddFrames() map[string][]byte {
	texts := func(values ...string) []*string {
		cells := make([]*string, len(values))
		for i := range values {
			cells[i] = &values[i]
		}
		return cells
	}
	build := func(table string, class abi.Class, cells []*string) []byte {
		return abi.AppendFrame(nil, &abi.FrameSpec{Table: table, Rows: len(cells), Context: fixedPlace.context(),
			Columns: []abi.ColumnSpec{vectors.TextColumn("value", class, cells)}})
	}
	frames := map[string][]byte{
		"a table that nobody knows": build("nowhere.nothing", abi.FreeText, texts("text", "")),
		"a class that nobody knows": build("drift.functions", abi.Class(200), texts("text", fixedPlace.root+"/a.ts")),
		"no rows":                   build("drift.functions", abi.Path, nil),
		"nothing but null":          build("drift.functions", abi.Path, make([]*string, 9)),
		"a long cell":               build("drift.functions", abi.FreeText, texts(strings.Repeat(fixedPlace.root+"/", 2_500))),
		"a long word":               build("drift.functions", abi.Path, texts(strings.Repeat("a", 60_000))),
		"no context": abi.AppendFrame(nil, &abi.FrameSpec{Table: "drift.functions", Rows: 1,
			Columns: []abi.ColumnSpec{vectors.TextColumn("value", abi.FreeText, texts("/home/x/y.ts"))}}),
	}
	awkward := texts("", "/", `\`, "\x00", "\u2028/home/wren", "é/ü", "[P:ABCDEFGHIJKLMN23]", "[REDACTED]", "{", `"`, `{"a":`, "%2F%2f", "file://", "..", "C:", "@", "null")
	for _, class := range abi.Classes() {
		frames["awkward cells of class "+class.String()] = build("drift.functions", class, awkward)
	}
	return frames
}

// damagedFrames are frames of the corpus with bytes changed or cut off, always the
// same ones.
func (v *verification) damagedFrames() [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	frames := make([][]byte, damaged)
	for i := range frames {
		raw := frame(v.corpus.sheets[i%len(v.corpus.sheets)].rows, nil, &fixedPlace)
		switch i % 3 {
		case 0:
			raw = raw[:r.IntN(len(raw))]
		case 1: // the header and the column table
			for range 4 {
				raw[r.IntN(min(len(raw), 400))] = byte(r.Uint32())
			}
		case 2:
			for range 40 {
				raw[r.IntN(len(raw))] = byte(r.Uint32())
			}
		}
		frames[i] = raw
	}
	return frames
}
