package verify

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/schema"
)

// Speed is how fast a plugin runs as it would in a push: worker process, limits,
// directives and edits included, and nothing else.
type Speed struct {
	Rows       int           `json:"rows"`  // of one batch
	Bytes      int           `json:"bytes"` // of text in it
	Batches    int           `json:"batches"`
	RowsPerSec float64       `json:"rows_per_second"`
	MBPerSec   float64       `json:"mb_per_second"`
	P50        time.Duration `json:"p50_ns"` // a batch
	P99        time.Duration `json:"p99_ns"`
	Cold       time.Duration `json:"cold_start_ns"`                      // process, compiling and first answer
	Warm       time.Duration `json:"warm_start_ns"`                      // the same with compiled code from before
	Memory     int64         `json:"peak_bytes"`                         // of the worker, 0 where the system does not tell
	Baseline   float64       `json:"baseline_rows_per_second,omitempty"` // see [Baseline]
}

// benchRows is the size of a batch to measure with.
const benchRows = 1000

// Measure runs batches of the corpus through a plugin for about the given time.
func Measure(ctx context.Context, s Subject, o Options, atLeast time.Duration) (*Speed, error) {
	sheet, err := typical(s)
	if err != nil {
		return nil, err
	}
	m := &Speed{Rows: sheet.Rows(), Bytes: sheet.Bytes}
	if m.Cold, m.Warm, err = starts(ctx, s, o, sheet); err != nil {
		return nil, err
	}
	chain, err := open(ctx, s, o, o.CacheDir)
	if err != nil {
		return nil, err
	}
	defer chain.Close()
	var took []time.Duration
	var total time.Duration
	for total < atLeast || len(took) < 20 {
		rows := clone(sheet)
		began := time.Now()
		if _, err := chain.Redact(ctx, rows); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
		total += took[len(took)-1]
	}
	slices.Sort(took)
	m.Batches, m.Memory = len(took), chain.WorkerMemory()
	m.P50, m.P99 = took[len(took)/2], took[len(took)*99/100]
	m.RowsPerSec = float64(m.Rows*m.Batches) / total.Seconds()
	m.MBPerSec = float64(m.Bytes*m.Batches) / total.Seconds() / 1e6
	return m, nil
}

// ordinary is what is in an analysis that holds no secrets: paths below the root.
var ordinary = map[abi.Class][]kind{abi.Path: {rootPath}}

// typical returns a batch of drift.functions, or of the table of which the plugin
// reads most, where it does not read that one.
func typical(s Subject) (*batch.Batch, error) {
	found, err := plugin.Inspect(s.Wasm)
	if err != nil {
		return nil, fault.New(fault.PluginRefused, "the plugin is refused", "see driftsync plugins inspect", err)
	}
	var best *batch.Batch
	most := 0
	for _, t := range schema.Synced() {
		sheet, size := newSheet(t, 0, ordinary, &fixedPlace, sheetRows), 0
		for _, at := range plugin.Columns(found.Manifest, sheet.rows.Table) {
			size += len(sheet.rows.Columns[at].Data)
		}
		if size > 0 && t.FullName() == "drift.functions" {
			best = sheet.rows
			break
		}
		if size > most {
			best, most = sheet.rows, size
		}
	}
	if best == nil {
		return nil, fault.New(fault.PluginRefused, "the plugin reads no column of any table", "see reads in its manifest", nil)
	}
	rows := make([]int, benchRows)
	for i := range rows {
		rows[i] = i % best.Rows()
	}
	return pick(best, rows), nil
}

func open(ctx context.Context, s Subject, o Options, cache string) (*plugin.Chain, error) {
	return plugin.Open(ctx, plugin.Options{Modules: []plugin.Module{{Wasm: s.Wasm}}, Limits: o.Limits, CacheDir: cache, Worker: o.Worker,
		Context: fixedPlace.context(), Pseudonym: pseudonym, Lanes: 1})
}

// starts measures a first batch without and with compiled code.
func starts(ctx context.Context, s Subject, o Options, sheet *batch.Batch) (cold, warm time.Duration, err error) {
	cache, err := os.MkdirTemp("", "driftsync-bench-")
	if err != nil {
		return 0, 0, fault.New(fault.ConfigInvalid, "no folder for compiled code can be made", "check TMPDIR", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(cache)) }()
	one := pick(sheet, []int{0})
	for _, took := range []*time.Duration{&cold, &warm} {
		began := time.Now()
		chain, err := open(ctx, s, o, cache)
		if err != nil {
			return 0, 0, err
		}
		_, err = chain.Redact(ctx, clone(one))
		*took = time.Since(began)
		if err = errors.Join(err, chain.Close()); err != nil {
			return 0, 0, err
		}
	}
	return cold, warm, nil
}
