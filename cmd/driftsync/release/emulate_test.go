package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The programs for other systems and processors, as far as this machine can show them: under
// Wine and under QEMU's user mode, of Debian's packages wine64 and qemu-user-static. Minutes:
// see `make emulate`.
func TestEmulated(t *testing.T) {
	if os.Getenv("DRIFTSYNC_TEST_EMULATED") == "" {
		t.Skip("not run: set DRIFTSYNC_TEST_EMULATED, or run make emulate")
	}
	t.Run("windows", func(t *testing.T) { emulate(t, windows(t)) })
	t.Run("arm64", func(t *testing.T) { emulate(t, arm64(t)) })
}

// emulated is a program and what runs it.
type emulated struct {
	before []string // the emulator
	after  []string // flags
	env    []string
}

// cross builds driftsync for another system.
func cross(t *testing.T, name, system, architecture string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	c := exec.Command("go", "build", "-C", root, "-trimpath", "-o", file, program)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}

func arm64(t *testing.T) *emulated {
	if runtime.GOARCH == "arm64" {
		t.Skip("not run: this machine is one")
	}
	tool(t, "qemu-aarch64-static", "")
	file := cross(t, "driftsync", "linux", "arm64")
	return &emulated{before: []string{"qemu-aarch64-static", file}, after: []string{"--worker", "qemu-aarch64-static " + file}}
}

func windows(t *testing.T) *emulated {
	wine := "/usr/lib/wine/wine64"
	if _, err := os.Stat(wine); err != nil {
		t.Skip("not run: there is no wine64 on this machine")
	}
	e := &emulated{before: []string{wine, cross(t, "driftsync.exe", "windows", "amd64")},
		env: []string{"WINEPREFIX=" + filepath.Join(t.TempDir(), "wine"), "WINEARCH=win64", "WINEDEBUG=-all"}}
	e.run(t, "cmd", "/c", "exit") // makes the prefix
	system := filepath.Join(strings.TrimPrefix(e.env[0], "WINEPREFIX="), "drive_c", "windows", "system32")
	if _, err := os.Stat(filepath.Join(system, "bcryptprimitives.dll")); err == nil {
		return e
	}
	tool(t, "clang", "")
	tool(t, "lld-link", "")
	object := filepath.Join(t.TempDir(), "prng.obj")
	says(t, exec.Command("clang", "--target=x86_64-pc-windows-msvc", "-mrdrnd", "-O1", "-ffreestanding", "-c", "testdata/prng.c", "-o", object))
	says(t, exec.Command("lld-link", "/dll", "/noentry", "/nodefaultlib", "/export:ProcessPrng", "/out:"+filepath.Join(system, "bcryptprimitives.dll"), object))
	return e
}

// run runs the program, or with "cmd" as its first word Wine's own, and returns what it
// prints.
func (e *emulated) run(t *testing.T, args ...string) (out string, err error) {
	t.Helper()
	line := append(append([]string{}, e.before...), append(e.after, args...)...)
	if args[0] == "cmd" {
		line = append([]string{e.before[0]}, args...)
	}
	ctx, end := context.WithTimeout(t.Context(), 15*time.Minute)
	defer end()
	c := exec.CommandContext(ctx, line[0], line[1:]...)
	c.Env = append(os.Environ(), e.env...)
	data, err := c.CombinedOutput()
	return string(data), err
}

func emulate(t *testing.T, e *emulated) {
	dir := t.TempDir()
	project, out := filepath.Join(dir, "demo"), filepath.Join(dir, "demo", "out.db")
	for _, each := range []struct {
		says string
		args []string
	}{
		{"driftsync", []string{"version"}},
		{"0 arrived", []string{"demo", "--dir", project}},
		{"out.db", []string{"push", "--root", project, "--source", "demo", "--to", "file:" + out}},
		{"out.db", []string{"status", "--root", project, "--to", "file:" + out}},
		{"CONFINED", []string{"plugins", "verify", filepath.Join(root, "host/plugin/bundled/redact-default.wasm")}},
	} {
		began := time.Now()
		got, err := e.run(t, each.args...)
		t.Logf("%s: %s", each.args[0], time.Since(began).Round(time.Second))
		if err != nil || !strings.Contains(got, each.says) {
			t.Errorf("%v: %v\n%s", each.args, err, got)
		}
	}
}
