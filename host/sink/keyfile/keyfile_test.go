package keyfile

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
)

func TestFile_KeepsKeys(t *testing.T) {
	destination := filepath.Join(t.TempDir(), "out.db")
	one, two := uuid.New(), uuid.New()
	key := bytes.Repeat([]byte{7}, 32)
	for _, put := range []struct {
		source uuid.UUID
		key    []byte
	}{{one, key}, {two, nil}, {one, key}} {
		f, err := Read(destination)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Put(put.source, put.key, "/home/ada/shop"); err != nil {
			t.Fatal(err)
		}
	}
	f, err := Read(destination)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(f.Key(one), key) || f.Key(two) != nil || len(f.At("/home/ada/shop")) != 2 || len(f.At("/home/bob/shop")) != 0 {
		t.Errorf("%x, %x, %v", f.Key(one), f.Key(two), f.At("/home/ada/shop"))
	}
	data, err := os.ReadFile(f.Path())
	if err != nil || bytes.Contains(data, []byte("ada/shop")) {
		t.Errorf("the file names a folder, %v", err)
	}
	if info, err := os.Stat(f.Path()); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := f.Remove(one); err != nil {
		t.Fatal(err)
	}
	if f, err := Read(destination); err != nil || f.Key(one) != nil || len(f.At("/home/ada/shop")) != 1 {
		t.Errorf("a source that was removed is there, %v", err)
	}
}

func TestRead_BadFiles(t *testing.T) {
	destination := filepath.Join(t.TempDir(), "out.db")
	path := destination + Suffix
	f, err := Read(destination)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Put(uuid.New(), bytes.Repeat([]byte{7}, 32), "/x"); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		mode os.FileMode
		want fault.Code
	}{
		{"empty", nil, 0o600, fault.SinkKeyLost},
		{"cut", good[:len(good)/2], 0o600, fault.SinkKeyLost},
		{"another format", bytes.Replace(good, []byte(format), []byte("driftsync.keys/2"), 1), 0o600, fault.SinkKeyLost},
		{"another key", bytes.Replace(good, []byte("BwcHBw"), []byte("BwcHCA"), 1), 0o600, fault.SinkKeyLost},
		{"readable by others", good, 0o644, fault.ConfigInvalid},
		{"readable by the group", good, 0o640, fault.ConfigInvalid},
	} {
		if runtime.GOOS == "windows" && c.mode != 0o600 {
			continue
		}
		if err := os.WriteFile(path, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(destination); fault.Status(err) != c.want.Status() {
			t.Errorf("%s: %v", c.name, err)
		}
		if data, err := os.ReadFile(path); err != nil || !bytes.Equal(data, c.data) {
			t.Errorf("%s: the file was changed, %v", c.name, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(destination); fault.Status(err) != fault.ExitConfig {
		t.Errorf("a folder: %v", err)
	}
}
