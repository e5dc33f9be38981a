// Package node tests the npm package of this folder with the node that is here: its
// own tests with the real binary, its types, and the MCP inspector's command line.
package node

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/pgtest"
)

var built string

// TestMain builds driftsync once, when a test needs it, and removes it.
func TestMain(m *testing.M) {
	status := pgtest.Main(m)
	if built != "" {
		os.RemoveAll(filepath.Dir(built))
	}
	os.Exit(status)
}

// binary builds driftsync, and skips the test where there is no node of version 20.
func binary(t *testing.T) string {
	t.Helper()
	if built != "" {
		return built
	}
	out, err := exec.Command("node", "--version").Output()
	major, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(out)), "v"), ".")
	if n, _ := strconv.Atoi(major); err != nil || n < 20 {
		t.Skip("these tests need Node 20")
	}
	dir, err := os.MkdirTemp("", "driftsync-node-")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "driftsync")
	if out, err := exec.Command("go", "build", "-o", path, "github.com/driftsync/driftsync/cmd/driftsync").CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		t.Fatalf("%v: %s", err, out)
	}
	built = path
	return path
}

// environment gives the binary folders of its own, and the compile cache of all tests.
func environment(t *testing.T, path string) []string {
	return append(os.Environ(), "DRIFTSYNC_BIN="+path, "DRIFTSYNC_STATE="+t.TempDir(),
		fmt.Sprintf("DRIFTSYNC_CACHE=%s/driftsync-test-cache-%d", strings.TrimRight(os.TempDir(), "/"), os.Getuid()))
}

func TestPackage(t *testing.T) {
	path := binary(t)
	c := exec.Command("node", "--test", "test/")
	c.Env = environment(t, path)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// tool returns a program of the development packages, which `npm install` puts here.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("node_modules", ".bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("run npm install in examples/node")
	}
	return path
}

func TestTypes(t *testing.T) {
	if out, err := exec.Command(tool(t, "tsc"), "-p", "tsconfig.json").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestInspector(t *testing.T) {
	inspector, path := tool(t, "mcp-inspector"), binary(t)
	env, dir := environment(t, path), t.TempDir()
	demo := exec.Command(path, "demo", "--only-generate", filepath.Join(dir, "shop"), "--rows", "1700")
	demo.Env = env
	if out, err := demo.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	inspect := func(into any, args ...string) {
		t.Helper()
		c := exec.Command(inspector, append([]string{"--cli", path, "mcp", "--root", filepath.Join(dir, "shop"),
			"--to", "file:" + filepath.Join(dir, "out.db"), "--state", filepath.Join(dir, "state")}, args...)...)
		c.Env = env
		out, err := c.Output()
		if err == nil {
			err = json.Unmarshal(out, into)
		}
		if err != nil {
			t.Fatalf("%v: %v\n%.500s", args, err, out)
		}
	}
	var list struct{ Tools []struct{ Name string } }
	inspect(&list, "--method", "tools/list")
	if len(list.Tools) != 4 {
		t.Errorf("%d tools", len(list.Tools))
	}
	var answer struct {
		StructuredContent struct {
			Cortex struct {
				Status string
				Pushed int
			}
			Tables []struct{ Table string }
		}
	}
	inspect(&answer, "--method", "tools/call", "--tool-name", "drift_cloud_preview", "--tool-arg", "table=secrets")
	if tables := answer.StructuredContent.Tables; len(tables) != 1 || tables[0].Table != "drift.secrets" {
		t.Errorf("the preview is of %v", tables)
	}
	inspect(&answer, "--method", "tools/call", "--tool-name", "drift_cloud_sync", "--tool-arg", "full=true")
	if c := answer.StructuredContent.Cortex; c.Status != "Success" || c.Pushed == 0 {
		t.Errorf("the sync answers %+v", c)
	}
}
