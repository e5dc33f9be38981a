//go:build !race

package plugin

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
)

const (
	testDeadline = 500 * time.Millisecond
	grace        = 250 * time.Millisecond // the last round of the watch, on a busy machine
	starts       = 6                      // of workers, while one hangs after the other
	secretNote   = "a row value"
)

// within fails the test when the workers that end during call have computed for longer
// than limit, beyond the starts of workers that belong to it; what a start takes is
// measured beside it.
func within(t *testing.T, limit time.Duration, call func()) {
	t.Helper()
	before := ended()
	c := open(t, options(module(t, "guest")))
	warm(t, c)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	between := ended()
	limit += starts * (between - before)
	call()
	if took := ended() - between; took > limit {
		t.Errorf("it took %s, the limit is %s", took, limit)
	}
}

// gone fails the test unless every cell of a row is null.
func gone(t *testing.T, b *batch.Batch, row int) {
	t.Helper()
	for i := range b.Columns {
		if got := cells(b, i)[row]; got != "<null>" {
			t.Errorf("row %d, column %d is still there", row, i)
		}
	}
}

// Whatever a guest does, its call ends in time, with the right code, and its row is
// gone.
func TestHostile(t *testing.T) {
	tests := map[string]fault.Code{
		"hang": fault.PluginTimeout, "alloc": fault.PluginMemory, "recursion": fault.PluginMemory,
		"panic": fault.PluginTrap, "exit": fault.PluginTrap, "exit_late": fault.PluginTrap, "code": fault.PluginTrap,
		"nothing": fault.PluginAnswer, "huge": fault.PluginAnswer, "pointer": fault.PluginAnswer,
		"length": fault.PluginAnswer, "wrap": fault.PluginAnswer, "read_pointer": fault.PluginAnswer,
		"twice": fault.PluginAnswer, "rows": fault.PluginAnswer, "rule": fault.PluginAnswer, "order": fault.PluginAnswer,
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			limit := testDeadline
			if want == fault.PluginMemory {
				limit *= 5 // new pages cost the processor more while others want some too
			}
			o := options(module(t, "guest"))
			o.Limits.Batch = limit
			c := open(t, o)
			warm(t, c)
			var b *batch.Batch
			var r *Result
			within(t, limit+grace, func() {
				warm(t, c)
				b = textBatch(name, secretNote)
				r = redact(t, c, b)
			})
			if len(r.Failed) != 1 || r.Failed[0] != want {
				t.Errorf("failed = %v, want %s", r.Failed, want)
			}
			gone(t, b, 0)
			if peak, most := c.WorkerMemory(), int64(60+32+64)<<20; peak > most {
				t.Errorf("the worker took %d MiB", peak>>20)
			}
			// The next batch has a new process and is none the worse.
			next := textBatch("mask", "one")
			if r := redact(t, c, next); r.Failed != nil || cells(next, 0)[0] != "[MASKED]" {
				t.Errorf("next batch: %+v, %v", r, cells(next, 0))
			}
		})
	}
}

// An answer of the call before is never taken for one of this call.
func TestHostile_Stale(t *testing.T) {
	for _, name := range []string{"guest", "pdk"} {
		t.Run(name, func(t *testing.T) {
			c := open(t, options(module(t, name)))
			if r := redact(t, c, textBatch("stale", "one")); r.Failed != nil {
				t.Fatalf("first call: %v", r.Failed)
			}
			b := textBatch("stale", "one")
			if r := redact(t, c, b); len(r.Failed) != 1 || r.Failed[0] != fault.PluginAnswer {
				t.Errorf("second call: %v", r.Failed)
			}
			gone(t, b, 0)
		})
	}
}

func TestHostile_PlainExtism(t *testing.T) {
	tests := map[string]fault.Code{"nothing": fault.PluginAnswer, "code": fault.PluginTrap, "error": fault.PluginTrap}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			c := open(t, options(module(t, "pdk")))
			b := textBatch(name, secretNote)
			if r := redact(t, c, b); len(r.Failed) != 1 || r.Failed[0] != want {
				t.Errorf("failed = %v, want %s", r.Failed, want)
			}
			gone(t, b, 0)
		})
	}
}

// Of many rows only the guilty ones are lost.
func TestHostile_Poison(t *testing.T) {
	notes := make([]string, 500)
	for i := range notes {
		notes[i] = fmt.Sprintf("note %d", i)
	}
	guilty := []int{0, 250, 499}
	for _, row := range guilty {
		notes[row] = "poison"
	}
	c := open(t, options(module(t, "guest")))
	b := textBatch("mask", notes...)
	r := redact(t, c, b)
	for row, got := range cells(b, 0) {
		if slices.Contains(guilty, row) {
			if r.Failed[row] != fault.PluginTrap {
				t.Errorf("row %d: code %q", row, r.Failed[row])
			}
			gone(t, b, row)
			continue
		}
		if r.Failed[row] != "" || got != "[MASKED]" {
			t.Errorf("row %d: code %q, masked = %t", row, r.Failed[row], got == "[MASKED]")
		}
	}
}

// A row at which the plugin hangs does not take its neighbours with it, and costs no
// more than the limit.
func TestHostile_HangsAtARow(t *testing.T) {
	const limit = 4 * testDeadline // a machine under load must not convict the neighbours
	notes := slices.Repeat([]string{"note"}, 1000)
	notes[700] = "endless"
	o := options(module(t, "guest"))
	o.Limits.Batch = limit
	c := open(t, o)
	warm(t, c)
	var b *batch.Batch
	var r *Result
	within(t, limit, func() {
		b = textBatch("mask", notes...)
		r = redact(t, c, b)
	})
	for row, got := range cells(b, 0) {
		if row == 700 {
			if r.Failed[row] != fault.PluginTimeout {
				t.Errorf("code %q", r.Failed[row])
			}
			gone(t, b, row)
		} else if r.Failed[row] != "" || got != "[MASKED]" {
			t.Fatalf("row %d: code %q, masked = %t", row, r.Failed[row], got == "[MASKED]")
		}
	}
}

// A plugin that hangs at every row ends the run within its limit.
func TestHostile_HangsAlways(t *testing.T) {
	o := options(module(t, "guest"))
	o.Limits.Batch = testDeadline
	c := open(t, o)
	warm(t, c)
	var err error
	within(t, testDeadline+2*grace, func() { // for the workers that are started anew
		_, err = c.Redact(context.Background(), textBatch("hang", slices.Repeat([]string{secretNote}, 100)...))
	})
	if faultCode(err) != fault.PluginTimeout {
		t.Fatalf("error = %v", err)
	}
	if strings.Contains(err.Error(), secretNote) {
		t.Error("the error holds a row value")
	}
}

// A plugin that fails at every row ends the run before it has cost much.
func TestHostile_Budget(t *testing.T) {
	o := options(module(t, "guest"))
	o.Limits.Failures = 8
	c := open(t, o)
	_, err := c.Redact(context.Background(), textBatch("panic", slices.Repeat([]string{secretNote}, 100)...))
	if faultCode(err) != fault.PluginTrap {
		t.Fatalf("error = %v", err)
	}
	if strings.Contains(err.Error(), secretNote) {
		t.Error("the error holds a row value")
	}
}

// Modules that misbehave before the first row end the run, in time.
func TestHostile_Load(t *testing.T) {
	loop := []byte{0x03, 0x40, 0x0c, 0, 0x0b, 0x41, 0} // loop: br 0
	trap := []byte{0x00}
	nothing := []byte{0x41, 0}
	nested := slices.Concat(slices.Repeat([]byte{0x41, 1, 0x04, 0x40}, 20_000), slices.Repeat([]byte{0x0b}, 20_000), nothing)
	tests := []struct {
		name string
		body []byte
		code fault.Code
	}{
		{"loop", loop, fault.PluginTimeout},
		{"trap", trap, fault.PluginTrap},
		{"nothing", nothing, fault.PluginAnswer},
		{"invalid", []byte{0xff}, fault.PluginTrap},
		{"compile bomb", nested, fault.PluginTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := options(Module{Wasm: newAssembly(tt.body...).bytes(t)})
			if tt.code == fault.PluginTimeout {
				o.Limits.Load = testDeadline
			}
			o.CacheDir = ""
			c := open(t, o)
			var err error
			within(t, testDeadline+grace, func() {
				_, err = c.Redact(context.Background(), textBatch("mask", secretNote))
			})
			if faultCode(err) != tt.code {
				t.Errorf("error = %v (%s), want %s", err, faultCode(err), tt.code)
			}
		})
	}
}

// A worker that grows beyond its ceiling is killed while the guest runs.
func TestProcess_Ceiling(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	c := open(t, options(module(t, "guest")))
	within(t, grace, func() {
		warm(t, c)
		c.stages[0].pool.idle[0].ceiling = 1 << 20
		if r := redact(t, c, textBatch("hang", "one")); r.Failed[0] != fault.PluginMemory {
			t.Errorf("failed = %v", r.Failed)
		}
	})
}

// The system may end a worker at any time; no row is to blame for that.
func TestProcess_Killed(t *testing.T) {
	c := open(t, options(module(t, "guest")))
	warm(t, c)
	if err := c.stages[0].pool.idle[0].cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	b := textBatch("mask", "one")
	if r := redact(t, c, b); r.Failed != nil || cells(b, 0)[0] != "[MASKED]" {
		t.Errorf("redact: %+v, %v", r, cells(b, 0))
	}
}

// An interrupt reaches a guest that hangs.
func TestHostile_Interrupt(t *testing.T) {
	c := open(t, options(module(t, "guest")))
	within(t, 2*grace, func() {
		warm(t, c)
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		if _, err := c.Redact(ctx, textBatch("hang", "one")); faultCode(err) != fault.Interrupted {
			t.Errorf("error = %v", err)
		}
	})
}

// A worker has one variable and three files, none of them ours.
func TestWorker_Inheritance(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	t.Setenv("DRIFTSYNC_TOKEN", "inherited")
	file, err := os.Open("main_test.go")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c := open(t, options(module(t, "guest")))
	warm(t, c)
	proc := c.stages[0].pool.idle[0]
	dir := fmt.Sprintf("/proc/%d/", proc.cmd.Process.Pid)
	environ, err := os.ReadFile(dir + "environ")
	if err != nil {
		t.Fatal(err)
	}
	if got := string(environ); got != "DRIFTSYNC_WORKER=1\x00" {
		t.Errorf("the environment has %d bytes more than it should", len(got))
	}
	open, err := os.ReadDir(dir + "fd")
	if err != nil {
		t.Fatal(err)
	}
	own := []string{"pipe:", os.DevNull, "anon_inode:", "/sys/fs/cgroup/"} // the last two are the Go runtime's
	for _, fd := range open {
		target, err := os.Readlink(dir + "fd/" + fd.Name())
		if err == nil && !slices.ContainsFunc(own, func(prefix string) bool { return strings.HasPrefix(target, prefix) }) {
			t.Errorf("file %s is %s", fd.Name(), target)
		}
	}
	if !c.Confined() && (runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64") {
		t.Error("the worker is not confined")
	}
	if peak := c.WorkerMemory(); peak < 10<<20 || peak > 200<<20 {
		t.Errorf("worker memory = %d MiB", peak>>20)
	}
}
