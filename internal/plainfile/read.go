package plainfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"
)

// Limits in bytes on what is read.
const (
	Text    = 1 << 20   // configuration, lock, policy, manifest, signature, attestation, vector
	Module  = 32 << 20  // a plugin
	Account = 256 << 20 // plan or report of a push
)

// Errors of [Read] beside those of the system.
var (
	ErrKind = errors.New("not a regular file")
	ErrSize = errors.New("too large")
)

// Cause returns an error of the system without the path and the call, for a message that
// names the path itself. Nil stays nil.
func Cause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// Read returns the content of the regular file at a path, through links, if it has at most
// limit bytes. The kind is looked at before the file is opened, since opening some devices
// does something, and again afterwards, since it may be another one by then.
func Read(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if err := check(info, limit); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|atOnce, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if err := check(info, limit); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = tooLarge(limit)
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

func check(info fs.FileInfo, limit int64) error {
	switch {
	case info.IsDir():
		return fmt.Errorf("%w: a folder", ErrKind)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: a %s", ErrKind, kind(info.Mode()))
	case info.Size() > limit:
		return tooLarge(limit)
	}
	return nil
}

func tooLarge(limit int64) error {
	return fmt.Errorf("%w: at most %s are read", ErrSize, humanize.IBytes(uint64(limit)))
}

func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	}
	return "device"
}

// Dir is the folder at a path as a file system whose files are read with [Read], of
// [Text] bytes at most.
type Dir string

var _ fs.ReadFileFS = Dir("")

// Open implements [fs.FS] for folders, so that they can be listed.
func (d Dir) Open(name string) (fs.File, error) {
	if info, err := fs.Stat(os.DirFS(string(d)), name); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return os.DirFS(string(d)).Open(name)
}

// ReadFile implements [fs.ReadFileFS].
func (d Dir) ReadFile(name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	return Read(filepath.Join(string(d), filepath.FromSlash(name)), Text)
}
