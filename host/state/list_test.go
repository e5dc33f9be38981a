package state

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

func TestPeekAndPurge(t *testing.T) {
	dir := t.TempDir()
	for name, destination := range map[string]string{"a": "https://one#p", "b": "https://one#q", "c": "https://two#p"} {
		s, err := Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		meta := s.Meta
		meta.Destination = destination
		if err := s.Commit(meta); err != nil {
			t.Fatal(err)
		}
		if err := s.SetQuarantine([]Quarantined{{Table: "t"}}); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	held, err := Open(filepath.Join(dir, "c"))
	if err != nil {
		t.Fatal(err)
	}
	meta, list, err := Peek(filepath.Join(dir, "c")) // beside a push
	if err != nil || meta.Destination != "https://two#p" || len(list) != 1 {
		t.Errorf("%+v, %d, %v", meta, len(list), err)
	}
	if _, err := Purge(dir, "https://two#"); fault.Status(err) != fault.StateBusy.Status() {
		t.Errorf("a state in use was purged: %v", err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := Purge(dir, "https://one#"); err != nil || n != 2 {
		t.Errorf("purged %d, %v", n, err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 || left[0].Name() != "c" {
		t.Errorf("left %v, %v", left, err)
	}
	if meta, _, err := Peek(filepath.Join(dir, "nothing")); meta != nil || err != nil {
		t.Errorf("%+v, %v", meta, err)
	}
}
