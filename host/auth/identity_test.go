package auth_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/internal/authtest"
)

// runner is what a CI gives its jobs: an issuer of tokens, and a place to ask it for one.
type runner struct {
	*httptest.Server
	key      *rsa.PrivateKey
	audience string // of the next token; empty for the one that is asked for
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{key: key}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(r.answer))
	t.Cleanup(r.Close)
	return r
}

func (r *runner) answer(w http.ResponseWriter, q *http.Request) {
	said := map[string]any{}
	switch q.URL.Path {
	case "/.well-known/openid-configuration":
		said = map[string]any{"issuer": r.URL, "jwks_uri": r.URL + "/jwks", "authorization_endpoint": r.URL + "/no", "token_endpoint": r.URL + "/no",
			"id_token_signing_alg_values_supported": []string{"RS256"}}
	case "/jwks":
		exponent := big.NewInt(int64(r.key.E)).Bytes()
		said["keys"] = []map[string]string{{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1", "n": encode(r.key.N.Bytes()), "e": encode(exponent)}}
	case "/token":
		if q.Header.Get("Authorization") != "Bearer of the job" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		audience := q.URL.Query().Get("audience")
		if r.audience != "" {
			audience = r.audience
		}
		said["value"] = r.sign(map[string]any{"iss": r.URL, "sub": "repo:acme/shop:ref:refs/heads/main", "aud": audience,
			"iat": time.Now().Unix(), "exp": time.Now().Add(5 * time.Minute).Unix()})
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(said)
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func (r *runner) sign(claims map[string]any) string {
	body, _ := json.Marshal(claims) // of strings and numbers
	signed := encode([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + encode(body)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, r.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // the key is made for it
	}
	return signed + "." + encode(signature)
}

// TestReal_WorkloadIdentity runs the lines of docs/ci.md as they stand there, in a shell that
// ends where one fails, and uses what they leave to the program that follows them.
func TestReal_WorkloadIdentity(t *testing.T) {
	ci := newRunner(t)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ci.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	project := authtest.NewReal(t, "SSL_CERT_FILE="+authority, "GOTRUE_CUSTOM_OAUTH_ENABLED=true")
	project.Exec(t, fmt.Sprintf(`insert into auth.custom_oauth_providers (provider_type, identifier, name, client_id, client_secret, issuer, email_optional)
		values ('oidc', 'custom:ci', 'CI', 'driftsync', 'none', '%s', true)`, ci.URL))
	page, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(string(page), "```sh\n")
	lines, _, _ = strings.Cut(lines, "```")
	exchange := func() (token string, err error) {
		c := exec.CommandContext(t.Context(), "sh", "-euc", lines+`sh -c 'printf %s "$DRIFTSYNC_TOKEN"'`)
		c.Env = append(os.Environ(), "CURL_CA_BUNDLE="+authority, "DRIFTSYNC_URL="+project.URL, "DRIFTSYNC_KEY="+authtest.Key,
			"ACTIONS_ID_TOKEN_REQUEST_URL="+ci.URL+"/token?api-version=1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=of the job")
		out, err := c.Output()
		return string(out), err
	}
	token, err := exchange()
	if err != nil {
		t.Fatal(err)
	}
	if status, body := user(t, project.URL, token); status != http.StatusOK || !strings.Contains(body, "custom:ci") {
		t.Errorf("the session is answered by %d", status)
	}
	ci.audience = "somebody else"
	if token, err = exchange(); err == nil || token != "" {
		t.Errorf("a token for somebody else is exchanged, or its refusal does not end the job: %v", err)
	}
}

func user(t *testing.T, project, token string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, project+"/auth/v1/user", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", authtest.Key)
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}
