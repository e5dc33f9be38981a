//go:build !unix

package source

import "io/fs"

func fileStamp(info fs.FileInfo) FileStamp {
	return FileStamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
}
