//go:build unix

package source

import (
	"io/fs"
	"syscall"
)

func fileStamp(info fs.FileInfo) FileStamp {
	s := FileStamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Device, s.Inode, s.Changed = uint64(sys.Dev), uint64(sys.Ino), changeTime(sys)
	}
	return s
}
