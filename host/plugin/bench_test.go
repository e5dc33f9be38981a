package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	extism "github.com/extism/go-sdk"
	"github.com/tetratelabs/wazero"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/build"
	"github.com/driftsync/driftsync/schema"
)

// The benchmarks measure the same rows on three ways: through a worker process with
// the default plugin, natively with the same rules, and as one would do it without a
// contract, one row of JSON a call. Each reports rows/s and MB/s of text.

const benchRows = 1000

var benchContext = []abi.ContextSpec{
	{Kind: abi.Root, Value: "/home/ada/work/shop"}, {Kind: abi.Home, Value: "/home/ada"},
	{Kind: abi.User, Value: "ada"}, {Kind: abi.Host, Value: "analytical"},
}

func benchTable(tb testing.TB, name string) *schema.Table {
	tb.Helper()
	for _, db := range schema.Databases() {
		for _, t := range db.Tables {
			if t.Name == name {
				return t
			}
		}
	}
	tb.Fatalf("no table %s", name)
	return nil
}

// benchBatch fills a table with plausible cells: 200 bytes a row for functions.
func benchBatch(tb testing.TB, name string) *batch.Batch {
	b := batch.New(benchTable(tb, name))
	for row := range benchRows {
		for i := range b.Columns {
			c := &b.Columns[i]
			switch {
			case c.Type == abi.Int:
				c.AppendInt(row, int64(row*7))
			case c.Type == abi.Float:
				c.AppendFloat(row, float64(row)/benchRows)
			default:
				c.AppendBytes(row, []byte(benchCell(c.Def.Class, row)))
			}
		}
		b.Keys = append(b.Keys, batch.Key{byte(row), byte(row >> 8)})
	}
	for i := range b.Columns {
		if !b.Columns[i].Type.Fixed() {
			b.Bytes += len(b.Columns[i].Data)
		}
	}
	return b
}

func benchCell(class abi.Class, row int) string {
	switch class {
	case abi.Path:
		return fmt.Sprintf("/home/ada/work/shop/src/checkout/module%02d/handler.ts", row%40)
	case abi.Identifier:
		return fmt.Sprintf("CheckoutService.resolveDiscount%d", row)
	case abi.Hash:
		return fmt.Sprintf("%032x", row)
	case abi.Code:
		return "Promise<Discount | undefined>"
	case abi.FreeText:
		return fmt.Sprintf("the handler in src/checkout/module%02d reads the basket twice and may answer with a price that is older than the one shown", row%40)
	case abi.Safe:
		return "medium"
	}
	return "value"
}

func clone(b *batch.Batch) *batch.Batch {
	c := *b
	c.Columns = slices.Clone(b.Columns)
	for i := range c.Columns {
		col := &c.Columns[i]
		col.Nulls, col.Offsets, col.Data = slices.Clone(col.Nulls), slices.Clone(col.Offsets), slices.Clone(col.Data)
	}
	return &c
}

func report(b *testing.B, rows, bytes int) {
	seconds := b.Elapsed().Seconds()
	b.ReportMetric(float64(rows)*float64(b.N)/seconds, "rows/s")
	b.ReportMetric(float64(bytes)*float64(b.N)/seconds/1e6, "MB/s")
	b.ReportMetric(seconds/float64(b.N)/float64(rows)*1e6, "us/row")
	b.ReportAllocs()
}

var benchTables = []string{"functions", "crypto_findings"}

func benchOptions() Options {
	o := options(Module{Name: "redact-default", Wasm: bundled.Wasm, Bundled: true})
	o.Context = benchContext
	return o
}

// BenchmarkChain is the engine as it runs in a push: frames, pipe, worker, default
// plugin, directives, edits. It includes a copy of the batch.
func BenchmarkChain(b *testing.B) { benchChain(b, bundled.Wasm) }

// BenchmarkRaw is BenchmarkChain with the default plugin as the compiler made it, which
// says what the change of its jumps is worth.
func BenchmarkRaw(b *testing.B) {
	dir := filepath.Join("..", "..", "plugins", "redact-default")
	declared, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		b.Fatal(err)
	}
	made, err := build.Make(context.Background(), dir, declared)
	if err != nil {
		b.Fatal(err)
	}
	benchChain(b, made.Raw)
}

func benchChain(b *testing.B, wasm []byte) {
	for _, name := range benchTables {
		b.Run(name, func(b *testing.B) {
			rows := benchBatch(b, name)
			o := benchOptions()
			o.Modules[0].Wasm = wasm
			c := open(b, o)
			redact(b, c, clone(rows))
			before := c.processorTime(b)
			for b.Loop() {
				if _, err := c.Redact(context.Background(), clone(rows)); err != nil {
					b.Fatal(err)
				}
			}
			report(b, benchRows, rows.Bytes)
			b.ReportMetric(float64((c.processorTime(b)-before).Microseconds())/float64(b.N)/benchRows, "worker-us/row")
			b.ReportMetric(float64(c.WorkerMemory())/(1<<20), "worker-MiB")
		})
	}
}

// processorTime is what the workers that live have computed.
func (c *Chain) processorTime(b *testing.B) (all time.Duration) {
	for _, s := range c.stages {
		for p := range s.pool.alive {
			used, ok := processorTime(p.cmd.Process.Pid)
			if !ok {
				b.Log("processor time is not known here")
			}
			all += used
		}
	}
	return all
}

// BenchmarkNative is the same without a worker: the rules are compiled natively.
func BenchmarkNative(b *testing.B) {
	for _, name := range benchTables {
		b.Run(name, func(b *testing.B) {
			rows := benchBatch(b, name)
			s := open(b, benchOptions()).stages[0]
			var runner sdk.Runner
			rules := policy.New()
			w := &work{applier: applier{pseudonym: pseudonym}}
			columns := s.reads(rows.Table)
			for b.Loop() {
				target := clone(rows)
				w.edits, w.gone = w.edits[:0], w.gone[:0]
				raw := w.framer.encode(target, columns, benchContext, span{0, benchRows})
				frame, err := abi.DecodeFrame(raw)
				if err != nil {
					b.Fatal(err)
				}
				answer, err := runner.Run(rules, raw)
				if err != nil || s.collect(w, answer, &frame, columns, 0) != "" {
					b.Fatal("the policy failed")
				}
				s.finish(target, w, nil, &Result{Rows: benchRows})
			}
			report(b, benchRows, rows.Bytes)
		})
	}
}

// BenchmarkIdentical says what it would be worth to judge equal cells of a batch once,
// natively: a third of the rows is distinct, as of the text cells of a demo. "all" judges
// every row; "distinct" judges a third of them and looks every text cell up by its hash,
// which is the least that remembering costs.
func BenchmarkIdentical(b *testing.B) {
	const share = 3
	for _, name := range benchTables {
		rows := benchBatch(b, name)
		s := open(b, benchOptions()).stages[0]
		columns := s.reads(rows.Table)
		var runner sdk.Runner
		rules := policy.New()
		var f framer
		judge := func(b *testing.B, n int) {
			if _, err := runner.Run(rules, f.encode(rows, columns, benchContext, span{0, n})); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(name+"/all", func(b *testing.B) {
			for b.Loop() {
				for range share {
					judge(b, benchRows/share)
				}
			}
			report(b, benchRows, rows.Bytes)
		})
		b.Run(name+"/distinct", func(b *testing.B) {
			seed := maphash.MakeSeed()
			known := make(map[uint64]int, benchRows)
			for b.Loop() {
				judge(b, benchRows/share)
				for _, i := range columns {
					c := &rows.Columns[i]
					if c.Type.Fixed() {
						continue
					}
					clear(known)
					for row := range benchRows {
						known[maphash.Bytes(seed, c.Bytes(row%(benchRows/share)))] = row
					}
				}
			}
			report(b, benchRows, rows.Bytes)
		})
	}
}

// BenchmarkNaive is a plugin without a contract: one row of JSON a call through
// Extism, with Extism's time-out, in this process. Its guest does less than the
// default plugin: it removes one root.
func BenchmarkNaive(b *testing.B) {
	for _, name := range benchTables {
		b.Run(name, func(b *testing.B) {
			rows := benchBatch(b, name)
			documents := jsonRows(b, rows)
			plugin := naive(b)
			const calls = 100
			at := 0
			for b.Loop() {
				for range calls {
					code, out, err := plugin.Call("redact", documents[at%benchRows])
					if err != nil || code != 0 || len(out) == 0 {
						b.Fatal("the naive plugin failed")
					}
					at++
				}
			}
			report(b, calls, rows.Bytes*calls/benchRows)
		})
	}
}

func naive(b *testing.B) *extism.Plugin {
	ctx := context.Background()
	cache, err := wazero.NewCompilationCacheWithDir(compiled())
	if err != nil {
		b.Fatal(err)
	}
	plugin, err := extism.NewPlugin(ctx, extism.Manifest{
		Wasm:    []extism.Wasm{extism.WasmData{Data: guest(b, "naive")}},
		Memory:  &extism.ManifestMemory{MaxPages: defaultPages},
		Timeout: 1000,
	}, extism.PluginConfig{EnableWasi: true, RuntimeConfig: wazero.NewRuntimeConfig().WithCompilationCache(cache)}, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = plugin.Close(ctx) })
	return plugin
}

func jsonRows(b *testing.B, rows *batch.Batch) [][]byte {
	out := make([][]byte, benchRows)
	for row := range out {
		document := make(map[string]any)
		for i := range rows.Columns {
			c := &rows.Columns[i]
			switch {
			case c.Null(row):
			case c.Type == abi.Int:
				document[c.Def.Name] = c.Int(row)
			case c.Type == abi.Float:
				document[c.Def.Name] = c.Float(row)
			default:
				document[c.Def.Name] = string(c.Bytes(row))
			}
		}
		data, err := json.Marshal(document)
		if err != nil {
			b.Fatal(err)
		}
		out[row] = data
	}
	return out
}

// BenchmarkStart is a first batch of one row with the default plugin: process,
// module and instance included; cold without compiled code, warm with it.
func BenchmarkStart(b *testing.B) {
	for _, kind := range []string{"cold", "warm"} {
		b.Run(kind, func(b *testing.B) {
			o := benchOptions()
			var peak int64
			for b.Loop() {
				if kind == "cold" {
					o.CacheDir = filepath.Join(b.TempDir(), "cache")
				}
				c, err := Open(context.Background(), o)
				if err != nil {
					b.Fatal(err)
				}
				redact(b, c, textBatch("start", "one"))
				peak = max(peak, c.WorkerMemory())
				if err := c.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(peak)/(1<<20), "worker-MiB")
		})
	}
}

// BenchmarkTransport is the price of the engine by itself: a guest that checks the
// frame and keeps everything.
func BenchmarkTransport(b *testing.B) {
	for _, n := range []int{1, benchRows} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := open(b, options(module(b, "guest")))
			rows := textBatch("pass", "x")
			if n > 1 {
				rows = benchBatch(b, "functions")
				pass := *rows.Table
				pass.Name = "pass"
				rows.Table = &pass
			}
			redact(b, c, rows)
			for b.Loop() {
				if _, err := c.Redact(context.Background(), rows); err != nil {
					b.Fatal(err)
				}
			}
			report(b, n, rows.Bytes)
		})
	}
}
