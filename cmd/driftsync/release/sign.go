package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/note"

	"github.com/driftsync/driftsync/internal/attestation"
	"github.com/driftsync/driftsync/internal/bill"
	"github.com/driftsync/driftsync/internal/provenance"
)

const keyName = "driftsync-release"

// signer holds the key of releases.
type signer struct {
	note    note.Signer
	private ed25519.PrivateKey
	public  string // as [note.NewVerifier] takes it
}

// newSigner reads a private key; none where no file is named.
func newSigner(file string) (*signer, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key := strings.TrimSpace(string(text))
	s := new(signer)
	if s.note, err = note.NewSigner(key); err == nil {
		s.private, err = provenance.PrivateKey(key)
	}
	if err == nil {
		s.public, err = note.NewEd25519VerifierKey(s.note.Name(), s.private.Public().(ed25519.PublicKey))
	}
	if err != nil {
		return nil, fmt.Errorf("%s holds no private key: make one with -new-key", file)
	}
	return s, nil
}

// makeKey writes a new private key, and never over another one.
func makeKey(file string) error {
	private, public, err := note.GenerateKey(rand.Reader, keyName)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, private)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	_, err = fmt.Println(public)
	return err
}

// files lists what was made so far, by name with slashes.
func (r *release) files() ([]string, error) {
	var names []string
	err := filepath.WalkDir(r.dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(r.dir, name)
		names = append(names, filepath.ToSlash(relative))
		return err
	})
	slices.Sort(names)
	return names, err
}

// sums writes SHA256SUMS as sha256sum(1) does, the same list as a signed note, and the
// public key as openssl reads it.
func (r *release) sums() error {
	names, err := r.files()
	if err != nil {
		return err
	}
	var text []byte
	for _, name := range names {
		digest, err := r.digest(name)
		if err != nil {
			return err
		}
		text = fmt.Appendf(text, "%s  %s\n", digest, name)
	}
	if err := r.write(provenance.SumsFile, text); err != nil || r.signer == nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, r.signer.note)
	if err != nil {
		return err
	}
	if err := r.write(provenance.NoteFile, signed); err != nil {
		return err
	}
	key, err := provenance.PublicPEM(r.signer.public)
	if err != nil {
		return err
	}
	return r.write(keyName+".pem", key)
}

// provenance writes a signed statement about every file that has a checksum.
func (r *release) provenance() error {
	if r.signer == nil {
		fmt.Println("not signed: no key was named, see docs/release.md")
		return nil
	}
	names, err := r.files()
	if err != nil {
		return err
	}
	var subjects []provenance.Resource
	for _, name := range names {
		if strings.HasPrefix(name, provenance.SumsFile) || strings.HasSuffix(name, ".pem") {
			continue
		}
		digest, err := r.digest(name)
		if err != nil {
			return err
		}
		subjects = append(subjects, provenance.Resource{Name: name, Digest: map[string]string{"sha256": digest}})
	}
	predicate, err := r.predicate()
	if err != nil {
		return err
	}
	payload, err := json.Marshal(provenance.NewStatement(subjects, *predicate))
	if err != nil {
		return err
	}
	sealed, err := attestation.Seal(payload, r.signer.private, r.signer.note.Name())
	if err != nil {
		return err
	}
	return r.write(provenance.StatementFile, sealed)
}

// ref is the tag of the commit, or the commit where it has none.
func (r *release) ref() string {
	if version := "v" + r.version; !module.IsPseudoVersion(version) && !strings.Contains(version, "+") {
		return "refs/tags/" + version
	}
	return r.commit
}

func (r *release) predicate() (*provenance.Predicate, error) {
	p := new(provenance.Predicate)
	d := &p.BuildDefinition
	d.BuildType = provenance.BuildType
	d.ExternalParameters = provenance.Parameters{Source: "git+" + homepage + "@" + r.ref(), Version: r.version}
	modules := make(map[string]provenance.Resource)
	for _, t := range r.targets {
		d.ExternalParameters.Systems = append(d.ExternalParameters.Systems, t.String())
		info, err := buildinfo.ReadFile(r.path(t.file))
		if err != nil {
			return nil, err
		}
		for _, m := range info.Deps {
			modules[m.Path] = provenance.Resource{URI: bill.Purl(*m), Digest: map[string]string{"dirHash": m.Sum}}
		}
	}
	d.ResolvedDependencies = []provenance.Resource{{URI: "git+" + homepage, Digest: map[string]string{"gitCommit": r.commit}}}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		d.ResolvedDependencies = append(d.ResolvedDependencies, modules[path])
	}
	p.RunDetails.Builder = provenance.Builder{ID: provenance.BuildType, Version: map[string]string{"go": r.goVersion}}
	return p, nil
}
