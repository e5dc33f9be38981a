package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"golang.org/x/term"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
)

const (
	terminalEvery = 100 * time.Millisecond
	plainEvery    = 30 * time.Second
)

// progress shows where a push is: one line that is rewritten on a terminal, a line
// now and then elsewhere.
type progress struct {
	out      io.Writer
	terminal bool
	quiet    bool
	events   bool // one JSON object a line instead

	mu    sync.Mutex
	stage string
	table string
	rows  int64
	last  time.Time
	shown bool
	away  bool // the destination, as far as was told
}

// progressEvent is one line of --json-stream.
type progressEvent struct {
	Type  string `json:"type"`  // start, table (another one begins), status (now and then), wait (the destination is away), resume (it is back) or done
	Stage string `json:"stage"` // read or send; empty before
	Table string `json:"table"` // "database.table"; empty before
	Rows  int64  `json:"rows"`  // of the stage so far
}

// tell prints an event. A reader that went away is no reason to stop.
func (p *progress) tell(kind string) {
	if p.events {
		_ = json.NewEncoder(p.out).Encode(progressEvent{kind, p.stage, p.table, p.rows})
	}
}

// newBar returns the progress that the global flags ask for.
func newBar(c *cli, s streams) *progress {
	p := newProgress(s.err, (c.Quiet || c.JSON) && !c.JSONStream)
	if p.events = c.JSONStream; p.events {
		p.last = time.Time{} // the first step is told at once
	}
	p.tell("start")
	return p
}

func newProgress(out io.Writer, quiet bool) *progress {
	p := &progress{out: out, quiet: quiet, last: time.Now()}
	if f, ok := out.(*os.File); ok && os.Getenv("CI") == "" && os.Getenv("TERM") != "dumb" {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p
}

func (p *progress) step(s host.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.quiet {
		return
	}
	if s.Wait != nil {
		p.wait(s.Wait)
		return
	}
	if s.Stage != p.stage {
		p.stage, p.rows = s.Stage, 0
	}
	p.rows += s.Rows
	if s.Table != p.table {
		p.table = s.Table
		p.tell("table")
	}
	every := plainEvery
	if p.terminal || p.events {
		every = terminalEvery
	}
	if time.Since(p.last) < every {
		return
	}
	p.last = time.Now()
	if p.events {
		p.tell("status")
		return
	}
	verb := map[string]string{"read": "reading", "send": "sending"}[p.stage]
	text := fmt.Sprintf("%s %s rows, %s", verb, humanize.Comma(p.rows), s.Table)
	if p.terminal {
		// A line that wraps could not be rewritten.
		fmt.Fprintf(p.out, "\r\x1b[K%.*s", widthOf(p.out)-1, text)
		p.shown = true
		return
	}
	fmt.Fprintln(p.out, text)
}

// wait tells once that the destination is away, and once that it is back, however many
// requests meet it.
func (p *progress) wait(w *sink.Wait) {
	if away := w.For != ""; away == p.away {
		return
	}
	p.away = !p.away
	text := "the destination is back"
	if p.away {
		text = fmt.Sprintf("%s; trying again for %.0f s", w.For, w.Limit.Seconds())
	}
	switch {
	case p.events && p.away:
		p.tell("wait")
	case p.events:
		p.tell("resume")
	default:
		p.wipe()
		fmt.Fprintln(p.out, "driftsync: "+text)
	}
}

// wipe makes room for a line that stays.
func (p *progress) wipe() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}

// now prints a line that stays, whatever else is shown.
func (p *progress) now() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	stage := p.stage
	if stage == "" {
		stage = "begin"
	}
	fmt.Fprintf(p.out, "driftsync: %s, %s rows so far\n", stage, humanize.Comma(p.rows))
}

// end wipes the line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell("done")
	p.wipe()
}
