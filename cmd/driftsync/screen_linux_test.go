package main

import (
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// pictures are those of docs/images that show a terminal.
var pictures = []struct {
	name    string
	columns uint16
	lines   []string // the last one is shown
	env     string
}{
	{"demo", 80, []string{"driftsync demo --dir demo"}, "X="},
	{"push", 100, []string{"driftsync push --to file:out.db"}, "X="},
	{"push-narrow", 60, []string{"driftsync push --full --to file:out.db"}, "X="},
	{"push-plain", 80, []string{"driftsync push --full --to file:out.db"}, "NO_COLOR=1"},
	{"preview-terminal", 100, []string{"driftsync preview --table violations --table constants --table decisions --sample 2"}, "X="},
	{"status", 80, []string{"driftsync status"}, "X="},
	{"verify", 100, []string{"driftsync plugins verify " + modulePath}, "X="},
}

const modulePath = "redact-default.wasm"

// TestScreens makes pictures of a terminal, for make screens: it draws what was shown as
// a page, and photographs it.
func TestScreens(t *testing.T) {
	dir := os.Getenv("DRIFTSYNC_SCREENS")
	if dir == "" {
		t.Skip("make screens runs it")
	}
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	module, err := os.ReadFile(filepath.Join("..", "..", "host", "plugin", "bundled", "redact-default.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	d.write(t, modulePath, string(module))
	for _, p := range pictures {
		var shown string
		for _, line := range p.lines {
			shown = onScreen(t, d, p.columns, line, p.env)
		}
		shown = strings.ReplaceAll(shown, filepath.Dir(d.root), "/home/ada")
		text := "$ " + p.lines[len(p.lines)-1] + "\n" + rewritten(shown)
		file := filepath.Join(t.TempDir(), p.name+".html")
		if err := os.WriteFile(file, []byte(drawn(text)), 0o600); err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, row := range strings.Split(strings.TrimRight(escapes.ReplaceAllString(text, ""), "\n"), "\n") {
			rows += 1 + max(0, utf8.RuneCountInString(row)-1)/int(p.columns)
		}
		size := fmt.Sprintf("--window-size=%d,%d", 9*int(p.columns)+32, 19*rows+32)
		if out, err := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size,
			"--screenshot="+filepath.Join(dir, p.name+".png"), "file://"+file).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
}

// rewritten is what stays on the screen, with its colours: a line of progress is written
// over the one before.
func rewritten(shown string) string {
	rows := strings.Split(shown, "\r\n")
	for i, row := range rows {
		rows[i] = strings.ReplaceAll(row[strings.LastIndex(row, "\r")+1:], "\x1b[K", "")
	}
	return strings.Join(rows, "\n")
}

var sgr = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// colourOf is the style of each code that paint uses.
var colourOf = map[string]string{red: "color:#f47067", green: "color:#8ddb8c", yellow: "color:#f0b72f", faint: "opacity:.65"}

// drawn is a page that looks like a terminal.
func drawn(shown string) string {
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#1c2128}` +
		`pre{margin:16px;font:15px/19px "DejaVu Sans Mono",monospace;color:#d8dee6;white-space:pre-wrap;word-break:break-all}</style><pre>`)
	at := 0
	for _, m := range sgr.FindAllStringSubmatchIndex(shown, -1) {
		b.WriteString(html.EscapeString(shown[at:m[0]]))
		at = m[1]
		if style := colourOf[shown[m[2]:m[3]]]; style != "" {
			fmt.Fprintf(&b, `<span style="%s">`, style)
		} else {
			b.WriteString("</span>")
		}
	}
	b.WriteString(html.EscapeString(shown[at:]))
	b.WriteString("</pre>\n")
	return b.String()
}

func TestDrawn(t *testing.T) {
	page := drawn(rewritten("reading 1\r\x1b[Kreading 2\r\x1b[K<done>\r\n" + paint(true, red, "a & b") + "\r\n"))
	if want := "&lt;done&gt;\n<span style=\"color:#f47067\">a &amp; b</span>\n</pre>\n"; !strings.HasSuffix(page, want) || strings.Contains(page, "reading") {
		t.Error(page)
	}
}
