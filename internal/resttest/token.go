package resttest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

type claims struct {
	role string
	raw  string // JSON
}

// Sign returns an HS256 token with the claims.
func Sign(secret []byte, claims map[string]any) (string, error) {
	body, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	signed := head + "." + base64.RawURLEncoding.EncodeToString(body)
	return signed + "." + signature(secret, signed), nil
}

func signature(secret []byte, signed string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s *Server) authenticate(r *http.Request) (*claims, error) {
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if bearer == "" || bearer == s.options.Key {
		return &claims{role: "anon", raw: `{"role":"anon"}`}, nil
	}
	refused := func(code, message string) (*claims, error) {
		return nil, &apiError{status: http.StatusUnauthorized, Code: code, Message: message}
	}
	parts := strings.Split(bearer, ".")
	if len(parts) != 3 {
		return refused("PGRST301", fmt.Sprintf("Expected 3 parts in JWT; got %d", len(parts)))
	}
	if !hmac.Equal([]byte(signature(s.options.Secret, parts[0]+"."+parts[1])), []byte(parts[2])) {
		return refused("PGRST301", "No suitable key or wrong key type")
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return refused("PGRST301", "JWT could not be decoded")
	}
	var c struct {
		Role string  `json:"role"`
		Exp  float64 `json:"exp"`
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return refused("PGRST301", "JWT could not be decoded")
	}
	if c.Exp != 0 && time.Now().After(time.Unix(int64(c.Exp), 0)) {
		return refused("PGRST303", "JWT expired")
	}
	return &claims{role: c.Role, raw: string(body)}, nil
}
