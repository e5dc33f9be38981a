package plugin

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

var errCache = errors.New("folder of compiled plugins refused")

// prepareCache makes the folder of compiled plugins, or refuses one that somebody
// else could write to: what lies there is run as native code. wazero keys its
// entries by the digest of the module.
func prepareCache(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errCache, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("%w: %w", errCache, err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errCache, err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("%w: it is not a folder", errCache)
	}
	return dir, checkPrivate(info)
}
