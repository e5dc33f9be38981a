package provenance

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/driftsync/driftsync/internal/attestation"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// Files of a release that say something of the others.
const (
	SumsFile      = "SHA256SUMS"
	NoteFile      = "SHA256SUMS.note" // SumsFile, signed
	StatementFile = "provenance.intoto.jsonl"

	maxFile = 4 << 20
)

// Key is the public key of releases, as [note.NewVerifier] takes it. A release that is
// signed stamps it into its programs; it is empty in all others.
var Key string

// ErrRefused is wrapped by every error of [Verify] about a file that is not what was
// released.
var ErrRefused = errors.New("not as released")

// ErrKey is a public key that does not parse.
var ErrKey = errors.New("not a public key of a release")

// Result is what was proven of a file.
type Result struct {
	File    string `json:"file"`
	SHA256  string `json:"sha256"`
	Signer  string `json:"signer"` // name of the key
	Version string `json:"version"`
	Source  string `json:"source"`
	Commit  string `json:"commit,omitempty"`
	Go      string `json:"go"`
	Builder string `json:"builder"`
}

// Verify proves that a file is one of a release that key signed: its digest is in the
// signed list of checksums, and in the signed statement of provenance, both of which lie
// beside it. Errors wrap [ErrRefused] where it is not, [ErrKey] for a bad key, and are
// those of the file system where something cannot be read.
func Verify(file, key string) (*Result, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, ErrKey
	}
	public, err := publicKey(key)
	if err != nil {
		return nil, err
	}
	digest, err := digestOf(file)
	if err != nil {
		return nil, err
	}
	dir, name := folder(file)
	if err := checkSums(filepath.Join(dir, NoteFile), verifier, name, digest); err != nil {
		return nil, err
	}
	s, err := readStatement(filepath.Join(dir, StatementFile), public)
	if err != nil {
		return nil, err
	}
	r := &Result{File: name, SHA256: digest, Signer: verifier.Name()}
	return r, r.fill(s)
}

// folder returns the folder of a release that a file lies in, and the file's name there,
// with slashes: packages of npm have a folder of their own.
func folder(file string) (dir, name string) {
	dir, name = filepath.Dir(file), filepath.Base(file)
	if _, err := os.Lstat(filepath.Join(dir, NoteFile)); err != nil && filepath.Base(dir) == "npm" {
		return filepath.Dir(dir), "npm/" + name
	}
	return dir, name
}

// fill takes what a statement says of a file.
func (r *Result) fill(s *Statement) error {
	found := false
	for _, subject := range s.Subject {
		found = found || subject.Name == r.File && subject.Digest["sha256"] == r.SHA256
	}
	if !found {
		return fmt.Errorf("%w: %s does not name %s with these bytes", ErrRefused, StatementFile, r.File)
	}
	of := s.Predicate.BuildDefinition
	r.Version, r.Source = of.ExternalParameters.Version, of.ExternalParameters.Source
	r.Builder, r.Go = s.Predicate.RunDetails.Builder.ID, s.Predicate.RunDetails.Builder.Version["go"]
	for _, d := range of.ResolvedDependencies {
		if commit := d.Digest["gitCommit"]; commit != "" {
			r.Commit = commit
		}
	}
	return nil
}

func checkSums(file string, verifier note.Verifier, name, digest string) error {
	signed, err := plainfile.Read(file, maxFile)
	if err != nil {
		return err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if _, changed := errors.AsType[*note.InvalidSignatureError](err); changed {
		return fmt.Errorf("%w: the signature of %s in %s does not match its text", ErrRefused, verifier.Name(), NoteFile)
	}
	if err != nil {
		return fmt.Errorf("%w: no signature of %s in %s", ErrRefused, verifier.Name(), NoteFile)
	}
	lines := bufio.NewScanner(strings.NewReader(opened.Text))
	for lines.Scan() {
		sum, listed, _ := strings.Cut(lines.Text(), "  ")
		if listed != name {
			continue
		}
		if sum != digest {
			return fmt.Errorf("%w: %s has the digest %s, and not %s", ErrRefused, name, digest, sum)
		}
		return nil
	}
	return fmt.Errorf("%w: %s does not name %s", ErrRefused, NoteFile, name)
}

func readStatement(file string, key ed25519.PublicKey) (*Statement, error) {
	sealed, err := plainfile.Read(file, maxFile)
	if err != nil {
		return nil, err
	}
	payload, _, err := attestation.Unseal(sealed, []ed25519.PublicKey{key})
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrRefused, StatementFile, err)
	}
	return parse(payload)
}

// publicKey returns the Ed25519 key of a note's: one byte of algorithm, then the key.
// https://pkg.go.dev/golang.org/x/mod/sumdb/note
func publicKey(key string) (ed25519.PublicKey, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		return nil, ErrKey
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return nil, ErrKey
	}
	return raw[1:], nil
}

// PrivateKey returns the Ed25519 key of a private note key, as [note.NewSigner] takes it.
func PrivateKey(key string) (ed25519.PrivateKey, error) {
	parts := strings.SplitN(key, "+", 5)
	if len(parts) != 5 {
		return nil, ErrKey
	}
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, ErrKey
	}
	return ed25519.NewKeyFromSeed(raw[1:]), nil
}

// PublicPEM returns a public note key as openssl reads it.
func PublicPEM(key string) ([]byte, error) {
	public, err := publicKey(key)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

func digestOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
