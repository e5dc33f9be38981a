// Package compile keeps compiled WebAssembly between runs. What lies in such a
// folder is run as native code, so it must be ours and private.
package compile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/driftsync/driftsync/host/fault"
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

// sqlitePages limits the memory of one SQLite connection, in pages of 64 KiB.
const sqlitePages = 1024

var sqlite sync.Once

// SQLite makes SQLite use compiled code in a folder: without it, opening the first
// database takes about a second, with it some 40 ms. SQLite is compiled once a
// process, so the first folder stays; later calls change nothing.
func SQLite(dir string) (err error) {
	sqlite.Do(func() {
		var cache wazero.CompilationCache
		if dir, err = Folder(dir); err == nil {
			cache, err = wazero.NewCompilationCacheWithDir(dir)
		}
		if err != nil {
			return
		}
		sqlite3.RuntimeConfig = wazero.NewRuntimeConfig().
			WithMemoryLimitPages(sqlitePages).
			WithCoreFeatures(api.CoreFeaturesV2).
			WithCompilationCache(cache)
	})
	if err != nil {
		return fault.New(fault.ConfigInvalid, "compiled code cannot be kept", "use a folder of your own with mode 0700, see --cache", err)
	}
	return nil
}
