package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/demo"
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

// However many requests wait, the screen says once that the destination is away, and once
// that it is back.
func TestProgress_Wait(t *testing.T) {
	away := host.Progress{Stage: "wait", Wait: &sink.Wait{For: "the destination answers 503", Try: 1, Limit: time.Minute}}
	back := host.Progress{Stage: "wait", Wait: &sink.Wait{Try: 3}}
	for _, c := range []struct {
		events bool
		want   string
	}{
		{false, "driftsync: the destination answers 503; trying again for 60 s\ndriftsync: the destination is back\n"},
		{true, `{"type":"wait","stage":"","table":"","rows":0,"total":0}` + "\n" + `{"type":"resume","stage":"","table":"","rows":0,"total":0}` + "\n"},
	} {
		var out strings.Builder
		p := newProgress(&out, false)
		p.events = c.events
		for _, s := range []host.Progress{away, away, back, back} {
			p.step(s)
		}
		if out.String() != c.want {
			t.Errorf("it shows %q", out.String())
		}
	}
}

// The line of a stage says how far it is and how long it will take, and fits 60 columns.
func TestProgress_Line(t *testing.T) {
	for _, c := range []struct {
		stage stageProgress
		want  string
	}{
		{stageProgress{name: "read", rows: 123_456, total: 987_654, took: 10 * time.Second}, "reading [#---------] 123,456 of 987,654 rows, 12,345/s, 1m11s left"},
		{stageProgress{name: "send", rows: 5, total: 5, took: time.Second}, "sending [##########] 5 of 5 rows, 5/s"},
		{stageProgress{name: "read", rows: 7, took: time.Millisecond}, "reading 7 rows"},
	} {
		if got := c.stage.line(true); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A terminal is left with one line of what was shown there; elsewhere nothing is rewritten.
func TestProgress_End(t *testing.T) {
	var shown bytes.Buffer
	now := time.Unix(1e9, 0)
	p := &progress{out: &shown, terminal: true, leaves: true, now: func() time.Time { return now }}
	for _, s := range []host.Progress{{Stage: "read", Table: "drift.functions", Rows: 40, Total: 50}, {Stage: "read", Rows: 10}, {Stage: "send", Rows: 30, Total: 30}} {
		p.step(s)
		now = now.Add(time.Second)
	}
	p.end()
	_, last, _ := strings.Cut(shown.String(), "\x1b[K\r\x1b[K")
	if i := strings.LastIndex(shown.String(), "\x1b[K"); i < 0 || shown.String()[i+3:] != "read 50 rows in 1s, sent 30 rows in 0s\n" {
		t.Errorf("%q, %q", last, shown.String())
	}
}
