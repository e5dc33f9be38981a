package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/verify"
)

type pluginsBench struct {
	File      string        `arg:"" optional:"" help:"The plugin; without one, the bundled default."`
	Time      time.Duration `help:"How long to measure." default:"2s"`
	Format    string        `enum:"text,gobench" default:"text" help:"text, or gobench for benchstat."`
	Baseline  string        `enum:"none,extism-json" default:"none" help:"extism-json measures one row of JSON a call through Extism beside it; needs Go."`
	Compare   string        `placeholder:"FILE" help:"Result of an earlier bench --json: fail when this one is slower by more than --threshold."`
	Threshold float64       `help:"Percent for --compare." default:"20"`
}

const benchSchema = "driftsync.plugins.bench/1"

// Run measures.
func (p *pluginsBench) Run(c *cli, s streams, ctx *context.Context) error {
	m, name, err := p.measure(*ctx, c)
	if err != nil {
		return fail(c, s, benchSchema, err)
	}
	slower, err := p.slower(m)
	if err != nil {
		return fail(c, s, benchSchema, err)
	}
	if err := succeed(c, s, benchSchema, m, nil, func() error { return p.print(s.out, name, m) }); err != nil {
		return err
	}
	if slower > p.Threshold {
		fmt.Fprintf(s.err, "driftsync: %.1f %% fewer rows a second than in %s\n", slower, p.Compare)
		return statusError(fault.ExitPluginFail)
	}
	return nil
}

func (p *pluginsBench) measure(ctx context.Context, c *cli) (*verify.Speed, string, error) {
	cache, err := pluginCache(c)
	if err != nil {
		return nil, "", err
	}
	name, wasm, err := load(p.File)
	if err != nil {
		return nil, "", err
	}
	subject := verify.Subject{File: name, Wasm: wasm}
	m, err := verify.Measure(ctx, subject, verify.Options{CacheDir: cache}, p.Time)
	if err == nil && p.Baseline != "none" {
		m.Baseline, err = verify.Baseline(ctx, subject, p.Time)
	}
	return m, name, err
}

// slower returns by how many percent the speed fell against an earlier result.
func (p *pluginsBench) slower(m *verify.Speed) (float64, error) {
	if p.Compare == "" {
		return 0, nil
	}
	data, err := plainfile.Read(p.Compare, plainfile.Text)
	if err != nil {
		return 0, fault.New(fault.ConfigInvalid, "the earlier result "+p.Compare+" cannot be read", "make one with driftsync --json plugins bench", err)
	}
	var old struct {
		Schema  string       `json:"schema"`
		Summary verify.Speed `json:"summary"`
	}
	if err := json.Unmarshal(data, &old); err != nil || old.Schema != benchSchema || old.Summary.RowsPerSec <= 0 {
		return 0, fault.New(fault.ConfigInvalid, "the earlier result is none", "make one with driftsync --json plugins bench", nil)
	}
	return 100 * (1 - m.RowsPerSec/old.Summary.RowsPerSec), nil
}

func (p *pluginsBench) print(out io.Writer, name string, m *verify.Speed) error {
	if p.Format == "gobench" {
		_, err := fmt.Fprintf(out, "goos: %s\ngoarch: %s\nBenchmarkPlugin/%s \t%d\t%d ns/op\t%.0f rows/s\t%.2f MB/s\t%d p99-ns\t%d cold-ns\t%d warm-ns\t%d peak-bytes\n", runtime.GOOS, runtime.GOARCH,
			strings.TrimSuffix(name, ".wasm"), m.Batches, m.P50.Nanoseconds(), m.RowsPerSec, m.MBPerSec, m.P99.Nanoseconds(), m.Cold.Nanoseconds(), m.Warm.Nanoseconds(), m.Memory)
		return err
	}
	const fine, coarse = 10 * time.Microsecond, time.Millisecond
	_, err := fmt.Fprintf(out, "%s, %d batches of %d rows, %s of text each\n  %s rows/s, %.1f MB/s\n  a batch %s (p50), %s (p99)\n  start %s cold, %s warm\n  peak memory of the worker %s\n",
		name, m.Batches, m.Rows, humanize.IBytes(uint64(m.Bytes)), humanize.Comma(int64(m.RowsPerSec)), m.MBPerSec, m.P50.Round(fine), m.P99.Round(fine),
		m.Cold.Round(coarse), m.Warm.Round(coarse), humanize.IBytes(uint64(m.Memory)))
	if err == nil && m.Baseline > 0 {
		_, err = fmt.Fprintf(out, "  %.0f times a row of JSON a call through Extism (%s rows/s)\n", m.RowsPerSec/m.Baseline, humanize.Comma(int64(m.Baseline)))
	}
	return err
}
