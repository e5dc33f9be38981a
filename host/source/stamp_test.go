package source_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host/source"
)

// What SQLite leaves behind when somebody has only read is no change.
func TestStamp_EmptyLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "drift.db")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stamp := func() source.Stamp {
		t.Helper()
		s, err := source.TakeStamp(file)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	write(file, "main")
	was := stamp()
	write(file+"-wal", "")
	write(file+"-shm", "index")
	if !stamp().Same(was) {
		t.Error("an empty log is a change")
	}
	write(file+"-wal", "frames")
	if stamp().Same(was) {
		t.Error("a log with frames is no change")
	}
	if err := errors.Join(os.Remove(file+"-wal"), os.Remove(file+"-shm")); err != nil || !stamp().Same(was) {
		t.Errorf("the files as they were are a change, %v", err)
	}
}
