//go:build !windows

package atomicfile

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe gets the data and stays a pipe; so does what a link leads to.
func TestWrite_Special(t *testing.T) {
	pipe, link := filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, link} {
		read := make(chan string)
		go func() {
			f, err := os.Open(pipe)
			if err != nil {
				read <- err.Error()
				return
			}
			defer f.Close()
			data, _ := io.ReadAll(f)
			read <- string(data)
		}()
		if err := Write(path, []byte("data"), 0o600); err != nil {
			t.Error(err)
		}
		if got := <-read; got != "data" {
			t.Errorf("%s got %q", path, got)
		}
		if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
			t.Errorf("%s is %v, %v", path, info.Mode(), err)
		}
	}
}
