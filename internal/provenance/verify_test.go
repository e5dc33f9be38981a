package provenance

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/driftsync/driftsync/internal/attestation"
)

// dist is a folder with one released file.
type dist struct {
	t               *testing.T
	dir             string
	private, public string
}

func newDist(t *testing.T) *dist {
	t.Helper()
	d := &dist{t: t, dir: t.TempDir()}
	var err error
	if d.private, d.public, err = note.GenerateKey(rand.Reader, "test"); err != nil {
		t.Fatal(err)
	}
	d.write("file", []byte("released"))
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("released")))
	d.list(sum + "  file\n")
	d.state(NewStatement([]Resource{{Name: "file", Digest: map[string]string{"sha256": sum}}}, Predicate{
		BuildDefinition: BuildDefinition{BuildType: BuildType, ExternalParameters: Parameters{Source: "git+https://example.org", Version: "1.2.3"},
			ResolvedDependencies: []Resource{{Digest: map[string]string{"gitCommit": "abc"}}}},
		RunDetails: RunDetails{Builder{ID: "test", Version: map[string]string{"go": "go1.26"}}},
	}))
	return d
}

func (d *dist) write(name string, data []byte) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), data, 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dist) list(text string) {
	d.t.Helper()
	signer, err := note.NewSigner(d.private)
	if err != nil {
		d.t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(NoteFile, signed)
}

func (d *dist) state(s *Statement) {
	d.t.Helper()
	payload, err := json.Marshal(s)
	if err != nil {
		d.t.Fatal(err)
	}
	key, err := PrivateKey(d.private)
	if err != nil {
		d.t.Fatal(err)
	}
	sealed, err := attestation.Seal(payload, key, "test")
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(StatementFile, sealed)
}

func TestVerify(t *testing.T) {
	d := newDist(t)
	got, err := Verify(filepath.Join(d.dir, "file"), d.public)
	if err != nil || got.Version != "1.2.3" || got.Commit != "abc" || got.Go != "go1.26" || got.Signer != "test" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestVerify_Refused(t *testing.T) {
	other := fmt.Sprintf("%x", sha256.Sum256([]byte("other")))
	tests := []struct {
		name   string
		change func(*dist)
		want   error
	}{
		{"other bytes", func(d *dist) { d.write("file", []byte("other")) }, ErrRefused},
		{"another digest in the list", func(d *dist) { d.list(other + "  file\n") }, ErrRefused},
		{"not in the list", func(d *dist) { d.list(other + "  another\n") }, ErrRefused},
		{"an empty list", func(d *dist) { d.list("\n") }, ErrRefused},
		{"a list that nobody signed", func(d *dist) { d.write(NoteFile, []byte("x  file\n")) }, ErrRefused},
		{"no list", func(d *dist) { _ = os.Remove(filepath.Join(d.dir, NoteFile)) }, fs.ErrNotExist},
		{"no statement", func(d *dist) { _ = os.Remove(filepath.Join(d.dir, StatementFile)) }, fs.ErrNotExist},
		{"no file", func(d *dist) { _ = os.Remove(filepath.Join(d.dir, "file")) }, fs.ErrNotExist},
		{"a statement of other bytes", func(d *dist) {
			d.state(NewStatement([]Resource{{Name: "file", Digest: map[string]string{"sha256": other}}}, Predicate{BuildDefinition: BuildDefinition{BuildType: BuildType}}))
		}, ErrRefused},
		{"a statement of another build", func(d *dist) { d.state(NewStatement(nil, Predicate{})) }, ErrRefused},
		{"a statement that is none", func(d *dist) { d.write(StatementFile, []byte("{}")) }, ErrRefused},
		{"another key", func(d *dist) { d.public = newDist(d.t).public }, ErrRefused},
		{"no key", func(d *dist) { d.public = "driftsync" }, ErrKey},
		{"the private key", func(d *dist) { d.public = d.private }, ErrKey},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDist(t)
			tt.change(d)
			if got, err := Verify(filepath.Join(d.dir, "file"), d.public); !errors.Is(err, tt.want) {
				t.Errorf("%+v, %v; want %v", got, err, tt.want)
			}
		})
	}
}
