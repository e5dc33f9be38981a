//go:build unix

package plainfile

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What has no end, or never begins, is refused without a byte of it.
func TestRead_Special(t *testing.T) {
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.Symlink(pipe, link)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, link, os.DevNull, "/dev/zero"} {
		if _, err := Read(path, Text); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if socket, err := net.Listen("unix", filepath.Join(dir, "s")); err == nil {
		defer socket.Close()
		if _, err := Read(filepath.Join(dir, "s"), Text); !errors.Is(err, ErrKind) {
			t.Errorf("socket: %v", err)
		}
	}
}

// A file that is exchanged for a pipe after it was looked at does not hold anybody up.
func TestOpen_AtOnce(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(pipe, os.O_RDONLY|atOnce, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !errors.Is(check(info, Text), ErrKind) {
		t.Errorf("an open pipe passes: %v", err)
	}
}
