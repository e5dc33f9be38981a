package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/mcp"
)

// serveEnvironment makes the test program the command itself, for clients that start
// a server of their own. See TestMain.
const serveEnvironment = "DRIFTSYNC_TEST_SERVE"

// mcpProject is a demo project and the command line that serves it.
func mcpProject(t *testing.T) (made *demo.Summary, command []string) {
	t.Helper()
	cache := filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))
	if err := compiled.Use(filepath.Join(cache, "sqlite")); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "home", "ada", "shop")
	if err := os.MkdirAll(root, 0o755); err != nil {
		t.Fatal(err)
	}
	made, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700})
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return made, []string{exe, "mcp", "--root", root, "--to", "file:" + filepath.Join(t.TempDir(), "out.db"),
		"--state", t.TempDir(), "--cache", cache}
}

// The SDK's own client over stdio, with the real command behind it.
func TestMCP(t *testing.T) {
	made, command := mcpProject(t)
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
	server := exec.Command(command[0], command[1:]...)
	server.Env = append(os.Environ(), serveEnvironment+"=1")
	s, err := client.Connect(t.Context(), &sdk.CommandTransport{Command: server}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var said strings.Builder
	call := func(tool string, args, into any) *sdk.CallToolResult {
		t.Helper()
		r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		said.Write(data)
		if data, err = json.Marshal(r.StructuredContent); err == nil && into != nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	var preview mcp.Preview
	call("drift_cloud_preview", nil, &preview)
	if len(preview.Tables) < 60 || len(preview.Columns) == 0 || preview.Unchanged {
		t.Errorf("%d tables and %d columns in the preview", len(preview.Tables), len(preview.Columns))
	}
	call("drift_cloud_preview", map[string]any{"table": "secrets"}, &preview)
	if len(preview.Tables) != 1 || len(preview.Columns) < 5 || preview.Tables[0].Table != "drift.secrets" {
		t.Errorf("preview of one table: %+v", preview)
	}
	if r := call("drift_cloud_preview", map[string]any{"table": "nothing"}, nil); !r.IsError {
		t.Error("a table that is not there has a preview")
	}
	var outcome struct {
		Cortex struct {
			Status string
			Pushed int
		}
	}
	call("drift_cloud_sync", nil, &outcome)
	if outcome.Cortex.Status != "Success" || outcome.Cortex.Pushed == 0 {
		t.Errorf("the sync answers %+v", outcome)
	}
	var status struct {
		Cortex struct {
			Online bool `json:"is_online"`
			Queue  int  `json:"offline_queue_length"`
		}
	}
	call("drift_cloud_status", nil, &status)
	if !status.Cortex.Online || status.Cortex.Queue != 0 {
		t.Errorf("the status is %+v", status)
	}
	if r := call("drift_cloud_resolve", map[string]any{"memory_id": "m1", "resolution": "remote_wins"}, nil); !r.IsError {
		t.Error("remote_wins was applied")
	}
	for _, p := range demo.Planted(made.Options) {
		if len(p.Value) > 5 && strings.Contains(said.String(), p.Value) {
			t.Errorf("an answer holds a planted value of %s in %s", p.Kind, p.Where)
		}
	}
}
