package host_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// benchRows is the size of the project that benchmarks push; DRIFTSYNC_BENCH_ROWS
// sets another one, a million for example.
func benchRows(b *testing.B) int {
	if text := os.Getenv("DRIFTSYNC_BENCH_ROWS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 200_000
}

// BenchmarkSource reads every row of a project and does nothing with it.
func BenchmarkSource(b *testing.B) {
	root := b.TempDir()
	if _, err := demo.Generate(b.Context(), root, demo.Options{Rows: benchRows(b)}); err != nil {
		b.Fatal(err)
	}
	rows := 0
	for b.Loop() {
		for _, catalogue := range schema.Databases() {
			db, err := source.Open(b.Context(), root, catalogue)
			if err != nil {
				b.Fatal(err)
			}
			for i := range db.Tables {
				if err := db.Scan(b.Context(), &db.Tables[i], func(*source.Row) error { rows++; return nil }); err != nil {
					b.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// pushEnvironment makes this test binary push the project that it names, and print
// the account: a process of its own has a peak of memory of its own.
const (
	pushEnvironment = "DRIFTSYNC_BENCH_PUSH"
	fullEnvironment = "DRIFTSYNC_BENCH_FULL" // everything is sent again
)

func pushFromEnvironment(root string, full bool) int {
	debug.SetGCPercent(50) // as the program has it
	b := &bench{options: host.Options{Root: root, Full: full, StateDir: filepath.Join(root, "state"), CacheDir: cacheDir, Worker: worker}}
	b.to(filepath.Join(root, "out.db"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var withWorkers float64
	var once sync.Once
	b.options.Progress = func(p host.Progress) {
		if p.Stage == "send" { // the workers have ended just before
			once.Do(func() { withWorkers = resident() })
		}
	}
	r, err := host.Push(context.Background(), b.options)
	if err != nil {
		return 1
	}
	runtime.ReadMemStats(&after)
	if json.NewEncoder(os.Stdout).Encode(pushed{r, after.Mallocs - before.Mallocs, max(withWorkers+float64(r.WorkerPeak), resident())}) != nil {
		return 1
	}
	return r.Status()
}

// pushed is the account of a push in a process of its own.
type pushed struct {
	*host.Result
	Allocations uint64
	Peak        float64 // bytes: of the process and what workers it had at the time
}

// BenchmarkPush pushes a project into a new file: source, workers, guard, spool and
// file sink. The peak is that of the parent with its workers, which end when everything
// was redacted; the processor time is that of all of them.
func BenchmarkPush(b *testing.B) {
	root := b.TempDir()
	if _, err := demo.Generate(b.Context(), root, demo.Options{Rows: benchRows(b)}); err != nil {
		b.Fatal(err)
	}
	var rows, read, send, total, peak, busy, allocations float64
	for b.Loop() {
		os.RemoveAll(filepath.Join(root, "state"))
		os.Remove(filepath.Join(root, "out.db"))
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), pushEnvironment+"="+root)
		out, err := command.Output()
		if err != nil {
			b.Fatal(err)
		}
		var r pushed
		if err := json.Unmarshal(out, &r); err != nil {
			b.Fatal(err)
		}
		rows += float64(r.Summary().Sent)
		read += r.Timing.Read.Seconds()
		send += r.Timing.Send.Seconds()
		total += r.Timing.Total.Seconds()
		busy += (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
		allocations += float64(r.Allocations)
		peak = max(peak, r.Peak)
	}
	b.ReportMetric(rows/total, "rows/s")
	b.ReportMetric(rows/read, "redacted-rows/s")
	b.ReportMetric(rows/send, "written-rows/s")
	b.ReportMetric(peak/(1<<20), "peak-MiB")
	b.ReportMetric(busy/rows*1e6, "cpu-s/Mrow")
	b.ReportMetric(allocations/rows, "allocs/row")
}
