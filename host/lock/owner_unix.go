//go:build unix

package lock

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

var errOwner = errors.New("root must own it and its folder, and nobody else may write to them")

// checkOwner accepts a file that only root can change or replace.
func checkOwner(path string, info fs.FileInfo) error {
	folder, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return err
	}
	for _, i := range []fs.FileInfo{info, folder} {
		stat, ok := i.Sys().(*syscall.Stat_t)
		if !ok || stat.Uid != 0 || i.Mode().Perm()&0o022 != 0 {
			return errOwner
		}
	}
	return nil
}
