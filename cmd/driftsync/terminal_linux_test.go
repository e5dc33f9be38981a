package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/driftsync/driftsync/internal/authtest"
)

// onScreen runs a line of a shell on a terminal of that many columns, and returns what
// it wrote there.
func onScreen(t *testing.T, d *desk, columns uint16, line string, env ...string) string {
	t.Helper()
	person, program := authtest.Terminal(t)
	if err := unix.IoctlSetWinsize(int(program.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: 50}); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("sh", "-c", line)
	c.Dir, c.Env = d.root, append(d.env, append([]string{"TERM=xterm-256color", "LANG=C.UTF-8", "CI=", "NO_COLOR=", "CLICOLOR=", "CLICOLOR_FORCE=", "LC_ALL=", "COLUMNS="}, env...)...)
	c.Stdin, c.Stdout, c.Stderr = program, program, program
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if err := program.Close(); err != nil {
		t.Error(err)
	}
	shown, err := io.ReadAll(person)
	if err != nil && !strings.Contains(err.Error(), "input/output error") { // how the end of a terminal reads
		t.Error(err)
	}
	if err := c.Wait(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return string(shown)
}

var (
	escapes = regexp.MustCompile("\x1b\\[[0-9;]*[A-Za-z]")
	// What progress leaves behind depends on how fast the machine is.
	progressed = regexp.MustCompile(`(?m)^(read|sent) [0-9,]+ rows? in .*\n`)
	listed     = regexp.MustCompile(`(?m)((?:^    (?:drift|bridge|cortex)\..*\n){8})(?:^    (?:drift|bridge|cortex)\..*\n)+`)
)

// read is what stays on the screen, without colours: a line of progress is written over
// the one before.
func read(shown string) string {
	rows := strings.Split(shown, "\r\n")
	for i, row := range rows {
		rows[i] = row[strings.LastIndex(row, "\r")+1:]
	}
	return escapes.ReplaceAllString(strings.Join(rows, "\n"), "")
}

// A terminal gets colours unless one of the variables says no.
func TestScreen_Colours(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		env  string
		want bool
	}{{"X=", true}, {"NO_COLOR=1", false}, {"CLICOLOR=0", false}, {"TERM=dumb", false}} {
		shown := onScreen(t, d, 100, "driftsync doctor", c.env)
		if got := strings.Contains(shown, "\x1b["+green+"m"); got != c.want {
			t.Errorf("with %s: colours %t", c.env, got)
		}
	}
}

// Tables and previews keep to the width of the terminal, and to ASCII where it shows
// nothing else.
func TestScreen_Width(t *testing.T) {
	d := newDesk(t)
	for _, columns := range []int{80, 120} {
		for _, line := range []string{"driftsync push --to file:a.db --full", "driftsync status --to file:a.db", "driftsync preview --color never --table functions", "driftsync doctor"} {
			for _, row := range strings.Split(read(onScreen(t, d, uint16(columns), line)), "\n") {
				// What is in the way of a rule's name, or is a path of the machine, may be longer.
				if len([]rune(row)) > columns && !strings.Contains(row, "redact-default/") && !strings.Contains(row, "file:/") {
					t.Errorf("%s at %d columns: %s", line, columns, row)
				}
			}
		}
	}
	shown := onScreen(t, d, 100, "driftsync preview --show-source --table decisions --sample 20", "LANG=C")
	if at := strings.IndexFunc(shown, func(r rune) bool { return r >= 0x80 }); at >= 0 {
		t.Errorf("a terminal without UTF-8 gets %.20q", shown[at:])
	}
	if shown = onScreen(t, d, 100, "driftsync preview --show-source --table decisions --sample 20"); strings.IndexFunc(shown, func(r rune) bool { return r >= 0x80 }) < 0 {
		t.Error("the sample has nothing that is not ASCII, so the test shows nothing")
	}
}

// A report is a file, not a screen of markup.
func TestScreen_Report(t *testing.T) {
	d := newDesk(t)
	shown := read(onScreen(t, d, 80, "driftsync push --to file:a.db >/dev/null && driftsync report"))
	name := regexp.MustCompile(`driftsync-report-[0-9a-f]{8}\.html`).FindString(shown)
	if name == "" || strings.Contains(shown, "<html") {
		t.Fatalf("it shows %.300s", shown)
	}
	if data, err := os.ReadFile(filepath.Join(d.root, name)); err != nil || !strings.Contains(string(data), "<html") {
		t.Errorf("%s: %v", name, err)
	}
	if shown = onScreen(t, d, 80, "driftsync report -o -"); !strings.Contains(shown, "<html") {
		t.Error("-o - does not print it")
	}
}

// session is what the transcript shows.
var session = []struct{ line, about string }{
	{"driftsync push", "Before anything is configured it says what it found, and what to do."},
	{"driftsync push --to file:out.db", "Look at what would leave: into a file, without an account."},
	{"driftsync push --to file:out.db", "Again: nothing changed, nothing is sent."},
	{"driftsync status --to file:out.db | head -12", ""},
	{"driftsync preview --table constants --sample 1", "Rows before and after. Values before are masked to their shape."},
	{"driftsync check", "Would anything break the policy? Here a value was put where only fixed words belong."},
	{"driftsync push --to file:out.db | tail -4", "Such a row stays here, the rest leaves."},
	{"driftsync quarantine list --to file:out.db", ""},
	{"driftsync docs guard.hit", ""},
	{"driftsync report", "For the auditor."},
	{"driftsync report verify driftsync-report-*.html", ""},
	{"driftsync doctor", ""},
	{"driftsync pusch", "What is misspelt has a suggestion."},
	{"driftsync push --to file:out.db --table voilations", ""},
}

var fleeting = []struct {
	found *regexp.Regexp
	with  string
}{
	{regexp.MustCompile(`\d+(\.\d+)?(ms|µs|s)\b`), "120ms"},
	{regexp.MustCompile(`\d+ seconds? ago|\bnow\b`), "now"},
	{regexp.MustCompile(`sha256 [0-9a-f]{12}`), "sha256 0123456789ab"},
	{regexp.MustCompile(`report-[0-9a-f]{8}`), "report-0123abcd"},
	{regexp.MustCompile(`Run [0-9a-f-]{36} of [0-9-]{10}`), "Run 0123abcd-0000-7000-8000-000000000000 of 2026-01-02"},
	{regexp.MustCompile(`[0-9.]+ [GT]iB are free`), "60 GiB are free"},
}

// TestTranscript compares docs/terminal.md with a session on a terminal, but for numbers;
// DRIFTSYNC_UPDATE=1 writes it anew.
func TestTranscript(t *testing.T) {
	d := newDesk(t)
	var b strings.Builder
	b.WriteString("# driftsync on a terminal\n\nA session on a terminal of 80 columns, with a project of `driftsync demo`; no value in it is real.\nMade by `make transcript`; a test compares it.\n")
	for _, s := range session {
		if s.line == "driftsync check" {
			d.sql(t, ".cortex/cortex.db", unfit)
		}
		shown := read(onScreen(t, d, 80, s.line))
		for _, v := range fleeting {
			shown = v.found.ReplaceAllString(shown, v.with)
		}
		shown = progressed.ReplaceAllString(shown, "")
		shown = listed.ReplaceAllString(shown, "$1    (and so on)\n")
		shown = strings.ReplaceAll(shown, filepath.Dir(d.root), "/home/ada")
		if s.about != "" {
			b.WriteString("\n" + s.about + "\n")
		}
		b.WriteString("\n```\n~/shop$ " + s.line + "\n" + shown + "```\n")
	}
	made, path := b.String(), filepath.Join("..", "..", "docs", "terminal.md")
	if os.Getenv("DRIFTSYNC_UPDATE") == "1" && os.Getenv("CI") == "" {
		if err := os.WriteFile(path, []byte(made), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := outline(string(committed)), outline(made); a != b {
		t.Errorf("docs/terminal.md is not what a terminal shows: run make transcript\n%s", b)
	}
}

var (
	digits = regexp.MustCompile(`[\d,.]*\d`)
	blanks = regexp.MustCompile(` +|-{3,}`)
	// Which rule takes what, and how often, is the policy's; the shape of a path is that of
	// the test's folder.
	taken = regexp.MustCompile(`(?m)^ (# redact-default/|[-+] ).*\n`)
)

// outline is a transcript without numbers and columns.
func outline(text string) string {
	return taken.ReplaceAllString(blanks.ReplaceAllString(digits.ReplaceAllString(text, "#"), " "), "")
}
