package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/demo"
)

// With --json-stream every line of standard error is one event that fits its schema, and
// standard output is the result alone.
func TestJSONStream(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	root := filepath.Join(home, "shop")
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1100}); err != nil {
		t.Fatal(err)
	}
	status, out, events := command(t, "--json-stream", "push", "--root", root, "--to", "file:"+filepath.Join(home, "out.db"))
	if status != 0 {
		t.Fatalf("status %d: %s", status, events)
	}
	fits(t, "push", out, []string{"driftsync.push/1"})
	lines := strings.Split(strings.TrimSpace(events), "\n")
	for _, line := range lines {
		fits(t, "event", line, []string{"driftsync.event/1"})
	}
	if !strings.Contains(lines[0], `"type":"start"`) || !strings.Contains(lines[len(lines)-1], `"type":"done"`) || !strings.Contains(events, `"type":"table","stage":"send","table":"cortex.memories"`) {
		t.Errorf("%.600s", events)
	}
	var quiet bytes.Buffer
	if p := newBar(&cli{JSON: true}, streams{err: &quiet}); p.events || quiet.Len() > 0 {
		t.Error("--json alone tells of progress")
	}
}
