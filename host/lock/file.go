package lock

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/internal/tomlfile"
)

// FileName is the lock file's name. It stands beside the driftsync.toml whose plugins
// it pins, and is committed with it.
const FileName = "driftsync.lock"

const fileVersion = 1

// File is the content of a lock file.
type File struct {
	Version int     `toml:"version"`
	Plugins []Entry `toml:"plugin"` // in the order in which they run

	path string
}

// Entry pins one plugin.
type Entry struct {
	Name       string   `toml:"name"`
	Version    string   `toml:"version"`
	SHA256     string   `toml:"sha256"`               // hex
	Reads      []string `toml:"reads"`                // what it is granted to read
	Signatures []string `toml:"signatures,omitempty"` // lines of a signature file
	Reason     string   `toml:"reason,omitempty"`     // why it runs unsigned, in somebody's words
	Failed     []string `toml:"failed,omitempty"`     // checks that it failed when it was pinned all the same

	// Attestations are those that came with it, whole: a push needs no other file.
	Attestations []string `toml:"attestations,omitempty"`
}

// isDigest reports a SHA-256 in hexadecimal digits.
func isDigest(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

// Load reads the lock file in a folder. Where there is none it returns an empty one,
// which pins nothing. A damaged one is a fault, config.invalid.
func Load(dir string) (*File, error) {
	f := &File{Version: fileVersion, path: filepath.Join(dir, FileName)}
	data, err := plainfile.Read(f.path, plainfile.Text)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, f.damaged("it cannot be read", plainfile.Cause(err))
	}
	if err := tomlfile.Decode(f.path, data, f); err != nil {
		return nil, fault.New(fault.ConfigInvalid, err.Error(), hintLock, nil)
	}
	return f, f.check()
}

func (f *File) check() error {
	if f.Version != fileVersion {
		return f.damaged(fmt.Sprintf("it has version %d, this driftsync knows %d", f.Version, fileVersion), nil)
	}
	seen := make(map[string]bool)
	for _, e := range f.Plugins {
		if e.Name == "" || seen[e.Name] || !isDigest(e.SHA256) {
			return f.damaged(fmt.Sprintf("the entry %q has no name, a name that is there twice, or a sha256 that is not 64 hexadecimal digits", e.Name), nil)
		}
		seen[e.Name] = true
	}
	return nil
}

const hintLock = "restore it from version control"

func (f *File) damaged(what string, err error) error {
	return fault.New(fault.ConfigInvalid, f.path+" is refused: "+what, hintLock, err)
}

// Find returns the entry of a plugin, nil where there is none.
func (f *File) Find(name string) *Entry {
	i := slices.IndexFunc(f.Plugins, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &f.Plugins[i]
}

// Pin adds an entry at the end, or replaces the one of the same name where it stands.
func (f *File) Pin(e Entry) {
	if old := f.Find(e.Name); old != nil {
		*old = e
		return
	}
	f.Plugins = append(f.Plugins, e)
}

// Save writes the file where it was loaded from, whole or not at all.
func (f *File) Save() error {
	var b bytes.Buffer
	b.WriteString("# Made by driftsync plugins add. A plugin whose bytes differ does not run.\n")
	if err := toml.NewEncoder(&b).SetIndentTables(false).Encode(f); err != nil {
		return f.damaged("it cannot be written", err)
	}
	if err := atomicfile.Write(f.path, b.Bytes(), 0o644); err != nil {
		return f.damaged("it cannot be written", plainfile.Cause(err))
	}
	return nil
}
