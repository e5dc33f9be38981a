package disk

import (
	"errors"
	"os"
	"syscall"

	"github.com/driftsync/driftsync/host/fault"
)

// NoFile returns why a file may not have been opened here, nil where nothing speaks for a
// lack of files: SQLite tells no reason of its own.
func NoFile() error {
	if fewFiles() {
		return syscall.EMFILE
	}
	f, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	return f.Close()
}

// Scarce gives a fault that came of too few open files the hint that helps.
func Scarce(err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ENFILE) {
		return err
	}
	few := *f
	few.Hint = "let this program have more files open at a time (ulimit -n; 256 are plenty), and try again"
	return &few
}
