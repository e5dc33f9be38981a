//go:build !windows

package atomicfile

import (
	"os"

	"github.com/google/renameio/v2"
)

// Write replaces the file at path. Its mode is perm less the umask.
func Write(path string, data []byte, perm os.FileMode) error {
	return renameio.WriteFile(path, data, perm)
}
