package disk

import (
	"errors"
	"path/filepath"

	"github.com/driftsync/driftsync/host/fault"
)

// least is what a disk has left that is called full, in bytes. A file system that is out of
// room does not always say so: SQLite hears of an error of input and output alone.
const least = 1 << 20

// WhenFull returns the fault of a file or folder that could not be written since its disk
// is full or a file may not grow, nil where that is not why.
func WhenFull(path string, err error) error {
	if errors.Is(err, errFull) {
		return Full(path)
	}
	if err != nil && limited() {
		return fault.New(fault.DiskFull, path+" cannot be written, and the length of files is limited here", "raise the limit (ulimit -f), and try again; nothing is lost", nil)
	}
	if free, known := Free(filepath.Dir(path)); err != nil && known && free < least {
		return Full(path)
	}
	return nil
}

// Full is the fault of a path whose disk is full.
func Full(path string) error {
	return fault.New(fault.DiskFull, path+" cannot be written: no space is left on its disk", "free some space, or choose another place, and try again; nothing is lost", nil)
}
