package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`

// checkNPM installs the packages from the folder, without a network, into one whose name
// has a space and letters beyond ASCII, and runs the launcher as npx does.
func checkNPM(t *testing.T, dist string) {
	tool(t, "npm", "DRIFTSYNC_REQUIRE_STACK")
	dir := filepath.Join(t.TempDir(), "Größe 大")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"private": true}`), 0o644); err != nil {
		t.Fatal(err)
	}
	system := npmName(runtime.GOOS) + "-" + npmName(runtime.GOARCH)
	pack := func(name string) string { return filepath.Join(dist, "npm", name+"-"+number+".tgz") }
	n := &installed{t, dir, filepath.Join(dir, "node_modules", "@driftsync", system)}
	install := n.command("npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", pack("driftsync"), pack("driftsync-"+system))
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want(t, says(t, n.command("npx", "--offline", "driftsync", "version")))
	n.behaves()
	n.refuses(system)
}

// installed is a folder with the packages.
type installed struct {
	t   *testing.T
	dir string
	of  string // folder of the package for this system
}

func (n *installed) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = n.dir
	c.Env = append(os.Environ(), "DRIFTSYNC_STATE="+filepath.Join(n.dir, "state"), "NO_COLOR=1")
	return c
}

func (n *installed) launch(args ...string) *exec.Cmd {
	return n.command("node", append([]string{filepath.Join("node_modules", "driftsync", "bin", "driftsync.js")}, args...)...)
}

// behaves compares the launcher with the program: streams, exit status, signals.
func (n *installed) behaves() {
	t := n.t
	t.Helper()
	out, err := n.launch("status").CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 10 || !bytes.Contains(out, []byte("config.no_destination")) {
		t.Errorf("status: %v: %s", err, out)
	}
	if out, err := n.launch("-q", "demo", "--rows", "900").CombinedOutput(); err != nil {
		t.Errorf("demo: %v: %s", err, out)
	}
	n.passesSignals()
}

// passesSignals compares how a server that waits for input ends after a signal to the
// launcher, and to the program itself.
func (n *installed) passesSignals() {
	n.t.Helper()
	if got, want := n.ended(n.launch("mcp")), n.ended(n.command(filepath.Join(n.of, "driftsync"), "mcp")); got != want {
		n.t.Errorf("after SIGTERM the launcher ends with %d, and the program with %d", got, want)
	}
}

// ended starts a server, waits for its first answer, and returns its exit status after
// SIGTERM.
func (n *installed) ended(c *exec.Cmd) int {
	n.t.Helper()
	in, err := c.StdinPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		n.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		n.t.Fatal(err)
	}
	if _, err := io.WriteString(in, initialize+"\n"); err != nil {
		n.t.Fatal(err)
	}
	answer, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(answer, `"id":1`) {
		n.t.Fatalf("%s: %v: %s", c, err, answer)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		n.t.Fatal(err)
	}
	_ = c.Wait() // the status says it
	return c.ProcessState.ExitCode()
}

// refuses damages what is installed, and wants a message that says what to do.
func (n *installed) refuses(system string) {
	t := n.t
	t.Helper()
	refused := func(what, says string) {
		t.Helper()
		out, err := n.launch("version").CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte(says)) || !bytes.Contains(out, []byte("hint:")) {
			t.Errorf("%s: %v: %s", what, err, out)
		}
	}
	program, manifest := filepath.Join(n.of, "driftsync"), filepath.Join(n.of, "package.json")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	good := read(t, manifest)
	must(os.WriteFile(manifest, bytes.Replace(good, []byte(number), []byte("1.98.6"), 1), 0o644))
	refused("another version", "is 1.98.6")
	must(os.WriteFile(manifest, good, 0o644))
	must(os.Remove(program))
	must(os.WriteFile(program, []byte{0, 1, 2}, 0o755))
	refused("a damaged program", "it is damaged")
	must(os.Remove(program))
	refused("no program", "ENOENT")
	must(os.RemoveAll(n.of))
	refused("no package", "@driftsync/"+system+" is not installed")
	main := filepath.Join(n.dir, "node_modules", "driftsync", "package.json")
	must(os.WriteFile(main, bytes.ReplaceAll(read(t, main), []byte(system), []byte("plan9-x64")), 0o644))
	refused("another system", "there is no program for")
}
