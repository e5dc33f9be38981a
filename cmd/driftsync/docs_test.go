package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

// TestDocs compares what is made from the command line with what is committed; make
// docs writes it anew.
func TestDocs(t *testing.T) {
	status, made, problems := command(t, "docs")
	if status != 0 {
		t.Fatal(problems)
	}
	committed, err := os.ReadFile(filepath.Join("..", "..", "docs", "cli.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(committed) != made {
		t.Error("docs/cli.md is not what the command line gives: run make docs")
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "push.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), exitTable()) {
		t.Error("the exit statuses of docs/push.md are not those of host/fault/exit.go")
	}
	if status, manual, _ := command(t, "docs", "--format", "man"); status != 0 || !strings.HasPrefix(manual, ".TH DRIFTSYNC 1\n") {
		t.Errorf("man page: status %d", status)
	}
}

// Every command has help, and so has every flag.
func TestHelp(t *testing.T) {
	status, page, _ := command(t, "docs")
	if status != 0 {
		t.Fatal("no docs")
	}
	for _, line := range strings.Split(page, "\n") {
		if strings.HasPrefix(line, "| `") && strings.HasSuffix(line, "|  |") {
			t.Errorf("no help: %s", line)
		}
	}
}

func TestUnknownCommandsHaveASuggestion(t *testing.T) {
	status, _, problems := command(t, "pusch")
	if status != fault.ExitUsage || !strings.Contains(problems, `did you mean "push"`) {
		t.Errorf("status %d: %s", status, problems)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if status, out, _ := command(t, "completion", shell); status != 0 || !strings.Contains(out, "driftsync") {
			t.Errorf("%s: status %d: %s", shell, status, out)
		}
	}
	if status, _, _ := command(t, "completion", "tcsh"); status != fault.ExitUsage {
		t.Errorf("tcsh: status %d", status)
	}
}
