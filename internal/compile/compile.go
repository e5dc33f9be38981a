// Package compile keeps compiled WebAssembly between runs. What lies in such a
// folder is run as native code, so it must be ours and private.
package compile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrFolder is wrapped by errors of [Folder].
var ErrFolder = errors.New("folder of compiled code refused")

// Folder makes a folder for compiled code, or refuses one that somebody else could
// write to. wazero keys its entries by the digest of the module.
func Folder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrFolder, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("%w: %w", ErrFolder, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrFolder, err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("%w: it is not a folder", ErrFolder)
	}
	return dir, checkPrivate(info)
}
