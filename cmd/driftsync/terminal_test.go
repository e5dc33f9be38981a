package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/demo"
)

// quietTerminal empties the variables that colours and marks depend on.
func quietTerminal(t *testing.T, set map[string]string) {
	for _, name := range []string{"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "LC_ALL", "LC_CTYPE", "LANG"} {
		t.Setenv(name, set[name])
	}
}

// A stream that is no terminal gets colours only where they are forced.
func TestColoured_Piped(t *testing.T) {
	for _, c := range []struct {
		flag string
		env  map[string]string
		want bool
	}{
		{"auto", nil, false},
		{"always", nil, true},
		{"always", map[string]string{"NO_COLOR": "1", "TERM": "dumb"}, true},
		{"never", map[string]string{"CLICOLOR_FORCE": "1"}, false},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1"}, true},
		{"auto", map[string]string{"CLICOLOR_FORCE": "0"}, false},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, false},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "TERM": "dumb"}, false},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, true},
	} {
		quietTerminal(t, c.env)
		if got := coloured(&cli{Color: c.flag}, &bytes.Buffer{}); got != c.want {
			t.Errorf("--color=%s with %v: %t", c.flag, c.env, got)
		}
	}
}

func TestUTF8Locale(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want bool
	}{
		{nil, false},
		{map[string]string{"LANG": "C"}, false},
		{map[string]string{"LANG": "de_DE.UTF-8"}, true},
		{map[string]string{"LANG": "C.utf8"}, true},
		{map[string]string{"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"}, false},
		{map[string]string{"LC_CTYPE": "en_US.UTF-8", "LANG": "C"}, true},
	} {
		quietTerminal(t, c.env)
		if got := utf8Locale(); got != c.want {
			t.Errorf("%v: %t", c.env, got)
		}
	}
}

// What is piped has no escape sequence, and no mark of driftsync's own that is not
// ASCII: the screens look alike everywhere.
func TestPiped_IsPlain(t *testing.T) {
	home := t.TempDir()
	quietTerminal(t, map[string]string{"TERM": "xterm-256color", "LANG": "en_US.UTF-8"})
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	t.Chdir(home)
	root := filepath.Join(home, "shop")
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1100}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DRIFT_PROJECT_ROOT", root)
	for _, line := range []string{
		"push --to file:out.db --report report.html", "push --to file:out.db --full", "push --to file:out.db", "push --to file:out.db --dry-run --full",
		"status --to file:out.db --pending", "quarantine list --to file:out.db", "check", "prove --seed 1", "preview --sample 1", "doctor", "config show", "config path", "env",
		"report list", "report verify report.html", "plugins list", "plugins explain", "plugins inspect", "schema print --list", "version",
		"--help", "push --help", "docs exit-codes", "docs", "docs --format man", "nonsense", "push", "docs nothing", "",
	} {
		_, out, problems := command(t, strings.Fields(line)...)
		said := out + problems
		if strings.Contains(said, "\x1b") {
			t.Errorf("driftsync %s prints escape sequences", line)
		}
		own := line != "preview --sample 1" // which shows values
		if at := strings.IndexFunc(said, func(r rune) bool { return r >= 0x80 }); own && at >= 0 {
			t.Errorf("driftsync %s prints %.20q", line, said[at:])
		}
		if said == "" {
			t.Errorf("driftsync %s says nothing", line)
		}
	}
}

// Help keeps to 80 characters where no terminal is wider; lines of examples are typed
// as they are.
func TestHelp_Width(t *testing.T) {
	t.Setenv("COLUMNS", "")
	for _, columns := range []struct {
		set  string
		most int
	}{{"", 80}, {"100", 100}, {"400", widest}} {
		t.Setenv("COLUMNS", columns.set)
		for _, node := range model(t).Leaves(true) {
			_, out, _ := command(t, append(strings.Fields(node.Path()), "--help")...)
			text, _, _ := strings.Cut(out, "\nExamples:\n")
			for _, line := range strings.Split(text, "\n") {
				if len(line) > columns.most {
					t.Errorf("COLUMNS=%q %s --help: %d characters: %s", columns.set, node.Path(), len(line), line)
				}
			}
		}
	}
}
