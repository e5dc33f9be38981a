// Package sqlite makes SQLite, which runs as WebAssembly, use compiled code that is
// kept between runs.
package sqlite

import (
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/compile"
)

// pages limits the memory of one connection, in pages of 64 KiB.
const pages = 1024

var once sync.Once

// Use makes SQLite keep its compiled code in a folder: without it, opening the first
// database takes about a second, with it some 40 ms. SQLite is compiled once a
// process, so the first folder stays; later calls change nothing.
func Use(dir string) (err error) {
	once.Do(func() {
		var cache wazero.CompilationCache
		if dir, err = compile.Folder(dir); err == nil {
			cache, err = wazero.NewCompilationCacheWithDir(dir)
		}
		if err != nil {
			return
		}
		sqlite3.RuntimeConfig = wazero.NewRuntimeConfig().
			WithMemoryLimitPages(pages).
			WithCoreFeatures(api.CoreFeaturesV2).
			WithCompilationCache(cache)
	})
	if err != nil {
		return fault.New(fault.ConfigInvalid, "compiled code cannot be kept", "use a folder of your own with mode 0700, see --cache", err)
	}
	return nil
}
