package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
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
	leaves   bool // one line stays at the end
	proves   bool // nothing is sent: what would be goes into a private copy

	mu    sync.Mutex
	now   func() time.Time
	stage stageProgress
	ended []stageProgress
	table string
	last  time.Time
	shown bool
	away  bool // the destination, as far as was told
}

// stageProgress is how far a stage of a push is.
type stageProgress struct {
	name   string // read or send
	proves bool   // see [progress]
	rows   int64
	total  int64 // 0 where that is not known
	began  time.Time
	took   time.Duration // so far
}

// progressEvent is one line of --json-stream.
type progressEvent struct {
	Type  string `json:"type"`  // start, table (another one begins), status (now and then), wait (the destination is away), resume (it is back) or done
	Stage string `json:"stage"` // read or send; empty before
	Table string `json:"table"` // "database.table"; empty before
	Rows  int64  `json:"rows"`  // of the stage so far
	Total int64  `json:"total"` // of the stage; 0 where that is not known
}

// tell prints an event. A reader that went away is not a reason to stop.
func (p *progress) tell(kind string) {
	if p.events {
		_ = json.NewEncoder(p.out).Encode(progressEvent{kind, p.stage.name, p.table, p.stage.rows, p.stage.total})
	}
}

// newBar returns the progress that the global flags ask for.
func newBar(c *cli, s streams) *progress {
	p := newProgress(s.err, (c.Quiet || c.JSON) && !c.JSONStream)
	if p.events = c.JSONStream; p.events {
		p.last = time.Time{} // the first step is shown at once
	}
	p.tell("start")
	return p
}

func newProgress(out io.Writer, quiet bool) *progress {
	p := &progress{out: out, quiet: quiet, last: time.Now(), now: time.Now}
	if f, ok := out.(*os.File); ok && os.Getenv("CI") == "" && os.Getenv("TERM") != "dumb" {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	return p
}

// watched reports whether anybody sees how far it is of the total.
func (p *progress) watched() bool { return !p.quiet && (p.terminal || p.events) }

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
	now := p.now()
	if s.Stage != p.stage.name {
		p.finish()
		p.stage = stageProgress{name: s.Stage, proves: p.proves, began: now}
	}
	p.stage.rows += s.Rows
	p.stage.total = max(s.Total, p.stage.total)
	p.stage.took = now.Sub(p.stage.began)
	if s.Table != p.table {
		p.table = s.Table
		p.tell("table")
	}
	every := plainEvery
	if p.terminal || p.events {
		every = terminalEvery
	}
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	switch {
	case p.events:
		p.tell("status")
	case p.terminal:
		// A line that wraps could not be rewritten.
		fmt.Fprintf(p.out, "\r\x1b[K%.*s", widthOf(p.out)-1, p.stage.line(true)+"  "+p.table)
		p.shown = true
	default:
		fmt.Fprintln(p.out, p.stage.line(false)+", "+p.table)
	}
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

// bars is the length of the bar, in characters.
const bars = 10

// line says which stage it is, how many rows of the total, how fast, and how long it
// will take. It fits 60 columns.
func (s *stageProgress) line(bar bool) string {
	text := map[string]string{"read": "reading", "send": "sending"}[s.name]
	if s.proves && s.name == "send" {
		text = "proving"
	}
	if bar && s.total > 0 {
		done := int(bars * min(s.rows, s.total) / s.total)
		text += " [" + strings.Repeat("#", done) + strings.Repeat("-", bars-done) + "]"
	}
	text += " " + humanize.Comma(s.rows)
	if s.total > 0 {
		text += " of " + humanize.Comma(max(s.rows, s.total))
	}
	text += " rows"
	rate := s.rate()
	if rate == 0 {
		return text
	}
	text += ", " + humanize.Comma(rate) + "/s"
	if s.total > s.rows {
		text += fmt.Sprintf(", %s left", (time.Duration((s.total-s.rows)/rate+1) * time.Second))
	}
	return text
}

// settled is the time before which a rate says little.
const settled = 300 * time.Millisecond

// rate is in rows a second, 0 where it is not known yet.
func (s *stageProgress) rate() int64 {
	if s.took < settled {
		return 0
	}
	return int64(float64(s.rows) / s.took.Seconds())
}

// finish puts the stage among those that are over.
func (p *progress) finish() {
	if p.stage.name != "" {
		p.ended = append(p.ended, p.stage)
	}
}

// demanded prints a line that stays, whatever else is shown.
func (p *progress) demanded() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	if p.stage.name == "" {
		fmt.Fprintln(p.out, "driftsync: beginning, 0 rows so far")
		return
	}
	fmt.Fprintf(p.out, "driftsync: %s so far\n", p.stage.line(false))
}

// wipe makes room for a line that stays.
func (p *progress) wipe() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}

// warn prints what a person should know before rows leave.
func (p *progress) warn(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.quiet && !p.events {
		p.wipe()
		fmt.Fprintf(p.out, "driftsync: note: %s\n", text)
	}
}

// worthALine is how long a push takes of which the progress leaves a line.
const worthALine = time.Second

// end leaves one line of what was shown.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell("done")
	if !p.shown {
		return
	}
	p.wipe()
	p.finish()
	var said []string
	var took time.Duration
	for _, s := range p.ended {
		took += s.took
		verb := map[string]string{"read": "read", "send": "sent"}[s.name]
		said = append(said, fmt.Sprintf("%s %s in %s", verb, rows(s.rows), s.took.Round(100*time.Millisecond)))
	}
	if p.leaves && took >= worthALine {
		fmt.Fprintln(p.out, strings.Join(said, ", "))
	}
}
