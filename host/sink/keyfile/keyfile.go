// Package keyfile keeps the keys of sources beside a destination that is a file or a
// folder, and never in it: whoever gets the rows does not get what names them.
//
// Without the key of a source its rows cannot be named again, so a log would be written
// a second time under other ids. The key is therefore kept as long as the rows are, in
// the file with ".key" behind the destination's name, readable only by its owner.
package keyfile

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// Suffix stands behind the name of the destination.
const Suffix = ".key"

// format is the form of the file. Another one is refused as damaged.
const format = "driftsync.keys/1"

// Entry is what is kept of one source.
type Entry struct {
	Key   []byte `json:"key,omitempty"` // absent where a team's key stands in for it
	Place string `json:"place"`         // keyed digest of the project's folder
}

// File is the content of a key file. It is read and written under the lock of its
// destination.
type File struct {
	path    string
	salt    []byte // key of the places
	sources map[uuid.UUID]Entry
}

// content is the file as JSON. Sum is a digest of the rest.
type content struct {
	Schema  string              `json:"schema"`
	Salt    []byte              `json:"salt"`
	Sources map[uuid.UUID]Entry `json:"sources"`
	Sum     string              `json:"sum"`
}

func (c content) digest() string {
	c.Sum = ""
	data, _ := json.Marshal(c) // maps are written in the order of their keys
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Read reads the key file of a destination, which is an absolute path; one that is not
// there is empty. One that others can read, or that is damaged, is a fault.
func Read(destination string) (*File, error) {
	f := &File{path: filepath.Clean(destination) + Suffix, sources: make(map[uuid.UUID]Entry)}
	info, err := os.Lstat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		f.salt = make([]byte, 32)
		rand.Read(f.salt)
		return f, nil
	}
	if err == nil {
		err = f.check(info)
	}
	if err != nil {
		return nil, f.unusable(err)
	}
	data, err := plainfile.Read(f.path, plainfile.Text)
	if err != nil {
		return nil, f.unusable(err)
	}
	return f, f.decode(data)
}

// Has reports whether the key file of a destination can be read and names a source.
func Has(destination string, source uuid.UUID) bool {
	f, err := Read(destination)
	if err != nil {
		return false
	}
	_, there := f.sources[source]
	return there
}

func (f *File) check(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fault.New(fault.ConfigInvalid, f.path+" is not a regular file", "move it away, or choose another destination", nil)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return fault.New(fault.ConfigInvalid, f.path+" holds keys, and other users have access to it", "chmod 600 "+f.path, nil)
	}
	return nil
}

func (f *File) decode(data []byte) error {
	var c content
	if json.Unmarshal(data, &c) != nil || c.Schema != format || c.Sum != c.digest() {
		return fault.New(fault.SinkKeyLost, f.path+" is damaged, so the rows of its sources cannot be named",
			"restore it; or remove it: a source whose state is on this machine writes its key again", nil)
	}
	if f.salt = c.Salt; c.Sources != nil {
		f.sources = c.Sources
	}
	return nil
}

func (f *File) unusable(err error) error {
	return fault.New(fault.ConfigInvalid, f.path+" cannot be read or written", "check the rights of the file and of its folder", err)
}

// Path returns where the file is.
func (f *File) Path() string { return f.path }

// Key returns the key of a source; nil where there is none.
func (f *File) Key(source uuid.UUID) []byte { return f.sources[source].Key }

// At returns the sources that were pushed from a folder.
func (f *File) At(folder string) []uuid.UUID {
	var all []uuid.UUID
	for source, e := range f.sources {
		if e.Place == f.place(folder) {
			all = append(all, source)
		}
	}
	return all
}

func (f *File) place(folder string) string {
	mac := hmac.New(sha256.New, f.salt)
	mac.Write([]byte(folder))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Put keeps the key of a source that is pushed from a folder, nil where a team's key
// stands in for it. What is kept already is not written again.
func (f *File) Put(source uuid.UUID, key []byte, folder string) error {
	e := Entry{Key: key, Place: f.place(folder)}
	if old, there := f.sources[source]; there && old.Place == e.Place && string(old.Key) == string(key) {
		return nil
	}
	f.sources[source] = e
	return f.write()
}

// Move notes that a source is pushed from another folder.
func (f *File) Move(source uuid.UUID, folder string) error {
	return f.Put(source, f.Key(source), folder)
}

// Remove forgets a source.
func (f *File) Remove(source uuid.UUID) error {
	if _, there := f.sources[source]; !there {
		return nil
	}
	delete(f.sources, source)
	return f.write()
}

func (f *File) write() error {
	c := content{Schema: format, Salt: f.salt, Sources: f.sources}
	c.Sum = c.digest()
	data, err := json.MarshalIndent(c, "", "  ")
	if err == nil {
		err = atomicfile.Write(f.path, append(data, '\n'), 0o600)
	}
	if err != nil {
		return f.unusable(err)
	}
	return nil
}

// Twice is the fault of an unnamed source that would be made beside one of the same
// folder, which has a name or none.
func Twice(source uuid.UUID, name, destination string) error {
	if name != "" {
		return fault.New(fault.SinkTwice, fmt.Sprintf("%s already has the rows of this folder, as source %q: a push without a name would be a second source, and everything would be counted twice", destination, name),
			"go on with it: push --source "+name+"; or give this source another name to keep both", nil)
	}
	return fault.New(fault.SinkTwice, "the destination has a source of this folder, whose state is not on this machine any more",
		"go on with it: driftsync source adopt "+source.String()+" --to "+destination+"; or name this one with --source NAME", nil)
}

// Adoptable returns why a source with a name and a digest cannot be gone on with from
// another folder or machine; nil where it can.
func Adoptable(name, digest string) error {
	switch {
	case name != "":
		return fault.New(fault.SinkRefused, "the source has a name, and goes on wherever that is used", "push with --source "+name, nil)
	case strings.HasPrefix(digest, sink.RetiredDigest):
		return fault.New(fault.SinkRefused, "the source was retired", "push: this clone becomes a source of its own", nil)
	}
	return nil
}
