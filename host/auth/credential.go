package auth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

// HintLogin says what to do without a session.
const HintLogin = "run driftsync login, or set DRIFTSYNC_TOKEN"

// errNoJWT holds nothing of the token on purpose.
var errNoJWT = errors.New("no JWT")

// ParseURL reads the URL of a project. It admits https, and http where the traffic
// stays on this machine. A path is allowed, since self-hosted projects may stand below
// one, but not that of an API. The result has no trailing slash.
func ParseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err == nil {
		u.Host = strings.ToLower(u.Host)
		if meant := projectURL(u); meant != "" {
			return nil, fault.New(fault.ConfigInvalid, "the destination is an address of the dashboard or of one API, and not the project's own URL",
				"give it as "+meant, nil)
		}
	}
	switch {
	case err != nil, u.Host == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, fault.New(fault.ConfigInvalid, "the destination is not a plain URL", "give it as https://HOST", nil)
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
	default:
		return nil, fault.New(fault.ConfigInvalid, "the destination is not https",
			"use https; http is allowed on a loopback address only", nil)
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}

// projectURL returns the URL of the project that an address of Supabase's dashboard, or
// one of a project's APIs, belongs to; empty for any other address.
func projectURL(u *url.URL) string {
	for _, api := range []string{"/rest/v1", "/auth/v1"} {
		if base, _, found := strings.Cut(u.Path+"/", api+"/"); found {
			return u.Scheme + "://" + u.Host + base
		}
	}
	host := strings.TrimPrefix(strings.TrimPrefix(u.Host, "www."), "app.")
	if host != "supabase.com" && host != "supabase.io" {
		return ""
	}
	_, id, _ := strings.Cut(u.Path, "/project/")
	id, _, _ = strings.Cut(id, "/")
	if id == "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return "https://PROJECT.supabase.co, as the project's API settings show it"
	}
	return "https://" + id + ".supabase.co"
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// CheckKey refuses keys that pass by row-level security: a secret key, or a token of
// the service role.
func CheckKey(key string) error {
	if key == "" {
		return fault.New(fault.ConfigDestination, "no publishable key for the destination",
			"set DRIFTSYNC_KEY to the project's publishable key", nil)
	}
	if strings.HasPrefix(key, "sb_secret_") {
		return errServiceKey("the key is a secret key")
	}
	if c, err := parseClaims(key); err == nil && isPrivileged(c.Role) {
		return errServiceKey("the key is that of the service role")
	}
	return nil
}

func errServiceKey(message string) error {
	return fault.New(fault.SinkKey, message+", which passes by every policy",
		"use the project's publishable (or anon) key and a user's access token", nil)
}

// CheckToken refuses a token that another server has issued, so that no server gets
// to see one that is not its own.
func CheckToken(base *url.URL, token string) error {
	if strings.HasPrefix(token, "sb_secret_") {
		return errServiceKey("the access token is a secret key")
	}
	c, err := parseClaims(token)
	if err != nil {
		return fault.New(fault.SinkLogin, "the access token is no JWT", HintLogin, nil)
	}
	if isPrivileged(c.Role) {
		return errServiceKey("the access token is that of the service role")
	}
	issuer, err := url.Parse(c.Issuer)
	if err != nil || !sameOrigin(base, issuer) {
		return fault.New(fault.SinkLogin, "the access token was issued by another server than the destination",
			"run driftsync login for this destination", nil)
	}
	return nil
}

func isPrivileged(role string) bool { return role == "service_role" || role == "supabase_admin" }

// sameOrigin compares scheme, host and port; the names of this machine are one host.
func sameOrigin(a, b *url.URL) bool {
	if a.Scheme != b.Scheme || port(a) != port(b) {
		return false
	}
	return strings.EqualFold(a.Hostname(), b.Hostname()) || isLoopback(a.Hostname()) && isLoopback(b.Hostname())
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"https": "443", "http": "80"}[u.Scheme]
}

// claims are what of a token is used. They are not verified: that is the server's
// part.
type claims struct {
	Issuer  string `json:"iss"`
	Role    string `json:"role"`
	Email   string `json:"email"`
	Expires int64  `json:"exp"` // seconds since 1970
}

func parseClaims(token string) (*claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errNoJWT
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil, errNoJWT
	}
	c := new(claims)
	if json.Unmarshal(body, c) != nil {
		return nil, errNoJWT
	}
	return c, nil
}

// Describe returns a session for an access token that came without one: by whom it
// was issued, for whom, and until when.
func Describe(base *url.URL, token string) (*Session, error) {
	if err := CheckToken(base, token); err != nil {
		return nil, err
	}
	c, err := parseClaims(token)
	if err != nil {
		return nil, fault.New(fault.SinkLogin, "the access token is no JWT", HintLogin, nil)
	}
	s := &Session{URL: base.String(), AccessToken: token, Email: c.Email}
	if c.Expires > 0 {
		s.ExpiresAt = time.Unix(c.Expires, 0).UTC()
	}
	return s, nil
}
