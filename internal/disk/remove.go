package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// RemoveAll is [os.RemoveAll], also where the system lacks the kind of deletion that Go
// wants: Windows has it since 2018, Wine since its release 9.
func RemoveAll(dir string) error {
	if err := os.RemoveAll(dir); err == nil {
		return nil
	}
	return removeEach(dir)
}

// removeEach removes what is below a folder, and then the folder, by their names.
func removeEach(dir string) error {
	var found []string
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		found = append(found, name)
		return err
	})
	for _, name := range slices.Backward(found) {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}
