package main

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
)

// Every topic and every code of an error is explained, within 80 columns as far as it
// is text.
func TestTopics(t *testing.T) {
	for _, name := range append(topicNames(), codeNames()...) {
		text, err := topic(name)
		if err != nil || len(text) < 80 {
			t.Errorf("%s: %v: %q", name, err, text)
		}
		for _, line := range strings.Split(text, "\n") {
			if len(line) > 80 && !strings.HasPrefix(line, "  ") {
				t.Errorf("%s: %d characters: %s", name, len(line), line)
			}
		}
	}
	for name := range tables {
		if text, err := topic(name); err != nil || !strings.Contains(text, "\n\n  ") {
			t.Errorf("%s has no table: %v", name, err)
		}
	}
	if _, err := topic("nothing"); fault.Status(err) != fault.ExitConfig {
		t.Errorf("an unknown topic: %v", err)
	}
}

// What becomes of a value is said for every class, and for no other.
func TestTopics_Classes(t *testing.T) {
	for _, class := range abi.Classes() {
		if fates[class.String()] == "" {
			t.Errorf("docs privacy does not say what becomes of class %s", class)
		}
	}
	if len(fates) != len(abi.Classes()) {
		t.Errorf("docs privacy explains %d classes of %d", len(fates), len(abi.Classes()))
	}
}
