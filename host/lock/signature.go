package lock

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// SignatureSuffix follows the name of a plugin's file.
const SignatureSuffix = ".sig"

// signatureTag begins a line of a signature file: tag, public key, signature, both in
// base64. A file may have several lines, one a signer.
const signatureTag = "driftsync-signature-v1"

// ErrSignature is a signature that is malformed or does not fit the bytes.
var ErrSignature = errors.New("signature refused")

// Digest returns the SHA-256 of a module in hexadecimal digits.
func Digest(wasm []byte) string {
	sum := sha256.Sum256(wasm)
	return hex.EncodeToString(sum[:])
}

// KeyID names a public key: the first 16 hexadecimal digits of its SHA-256.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// EncodeKey returns a public key as a policy names it.
func EncodeKey(key ed25519.PublicKey) string { return base64.StdEncoding.EncodeToString(key) }

// message is what is signed: the digest binds code, manifest and version.
func message(digest string) []byte { return []byte("driftsync plugin signature v1\n" + digest + "\n") }

// Sign returns a line of a signature file for the module with a digest.
func Sign(key ed25519.PrivateKey, digest string) string {
	public, _ := key.Public().(ed25519.PublicKey)
	signature := base64.StdEncoding.EncodeToString(ed25519.Sign(key, message(digest)))
	return strings.Join([]string{signatureTag, EncodeKey(public), signature}, " ")
}

// Signer returns the key that made a line for the module with a digest, or an error
// that wraps [ErrSignature].
func Signer(line, digest string) (ed25519.PublicKey, error) {
	parts := strings.Fields(line)
	if len(parts) != 3 || parts[0] != signatureTag {
		return nil, fmt.Errorf("%w: not a line of %s", ErrSignature, signatureTag)
	}
	key, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("%w: no public key", ErrSignature)
	}
	signature, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || !ed25519.Verify(key, message(digest), signature) {
		return nil, fmt.Errorf("%w: it is of other bytes", ErrSignature)
	}
	return key, nil
}

// ReadSignatures returns the lines beside a plugin's file; none where there is no
// signature file.
func ReadSignatures(plugin string) ([]string, error) {
	data, err := plainfile.Read(plugin+SignatureSuffix, plainfile.Text)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.New(fault.PluginRefused, "signature file "+plugin+SignatureSuffix+" cannot be read", "check its access rights", plainfile.Cause(err))
	}
	var lines []string
	for in := bufio.NewScanner(strings.NewReader(string(data))); in.Scan(); {
		if line := strings.TrimSpace(in.Text()); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

const (
	privateBlock = "PRIVATE KEY"
	publicBlock  = "PUBLIC KEY"
)

// GenerateKey writes a new key to path (PKCS #8 in PEM, readable only by its owner) and its
// public half to path.pub, and returns the latter. It never overwrites a file.
func GenerateKey(path string) (ed25519.PublicKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, keyFault("no random numbers", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, keyFault("the key cannot be encoded", err)
	}
	open, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, keyFault("the key cannot be encoded", err)
	}
	if err := writeNew(path, 0o600, pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: secret})); err != nil {
		return nil, err
	}
	return public, writeNew(path+".pub", 0o644, pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: open}))
}

func writeNew(path string, mode os.FileMode, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fault.New(fault.ConfigInvalid, path+" cannot be made; a key is never overwritten", "name a new file", plainfile.Cause(err))
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return keyFault(path+" cannot be written", plainfile.Cause(err))
	}
	return nil
}

// ReadKey reads a private key that [GenerateKey] or another tool wrote.
func ReadKey(path string) (ed25519.PrivateKey, error) {
	data, err := plainfile.Read(path, plainfile.Text)
	if err != nil {
		return nil, keyFault("key "+path+" cannot be read", plainfile.Cause(err))
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != privateBlock {
		return nil, keyFault(path+" holds no private key in PEM", nil)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, keyFault(path+" is not an Ed25519 key", nil)
	}
	return key, nil
}

func keyFault(what string, err error) error {
	return fault.New(fault.ConfigInvalid, what, "make one with driftsync plugins keygen", err)
}
