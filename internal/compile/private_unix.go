//go:build unix

package compile

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// checkPrivate accepts a folder that is ours and that nobody else can enter.
func checkPrivate(info fs.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: another user owns it", ErrFolder)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%w: other users have access to it (mode %o)", ErrFolder, info.Mode().Perm())
	}
	return nil
}
