package attestation

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
)

const payloadType = "application/vnd.in-toto+json"

// envelope is a DSSE envelope.
// https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
type envelope struct {
	Payload     string      `json:"payload"`
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"`
}

// Seal returns a DSSE envelope of an in-toto statement, in JSON on one line. The same
// statement and key give the same bytes. The key id only helps to find the key.
func Seal(statement []byte, key ed25519.PrivateKey, keyID string) ([]byte, error) {
	sealed, err := encode(envelope{
		Payload: base64.StdEncoding.EncodeToString(statement), PayloadType: payloadType,
		Signatures: []signature{{keyID, base64.StdEncoding.EncodeToString(ed25519.Sign(key, preAuthentication(statement)))}},
	})
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be encoded", ErrRefused)
	}
	return append(sealed, '\n'), nil
}

// Unseal returns the statement in an envelope, and the positions of those among keys that
// signed it. Where none did it returns an error that wraps [ErrRefused].
func Unseal(data []byte, keys []ed25519.PublicKey) (statement []byte, by []int, err error) {
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil || e.PayloadType != payloadType {
		return nil, nil, fmt.Errorf("%w: no DSSE envelope of an in-toto statement", ErrRefused)
	}
	if statement, err = base64.StdEncoding.DecodeString(e.Payload); err != nil {
		return nil, nil, fmt.Errorf("%w: its payload is not base64", ErrRefused)
	}
	message := preAuthentication(statement)
	for i, key := range keys {
		if slices.ContainsFunc(e.Signatures, func(s signature) bool { return s.by(key, message) }) {
			by = append(by, i)
		}
	}
	if by == nil {
		return nil, nil, fmt.Errorf("%w: no signer that is trusted", ErrRefused)
	}
	return statement, by, nil
}

// preAuthentication is what DSSE signs.
// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
func preAuthentication(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// by tries a key whatever the key id says.
func (s *signature) by(key ed25519.PublicKey, message []byte) bool {
	sig, err := base64.StdEncoding.DecodeString(s.Sig)
	return err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, message, sig)
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
