//go:build unix

package compile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFolder(t *testing.T) {
	mine := filepath.Join(t.TempDir(), "new")
	if _, err := Folder(mine); err != nil {
		t.Errorf("a new folder: %v", err)
	}
	open := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(mine, link); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"open to all": open, "file": file, "link": link} {
		if _, err := Folder(dir); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if _, err := Folder(open); !errors.Is(err, ErrFolder) {
		t.Errorf("%v is no ErrFolder", err)
	}
}
