package auth

import (
	"net"
	"net/url"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
)

// HintLogin says what to do without a session.
const HintLogin = "run driftsync login, or set DRIFTSYNC_TOKEN"

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

// CheckKey refuses keys that are no key of a project, and those that pass by row-level
// security: a secret key, or a token of the service role.
func CheckKey(key string) error {
	if key == "" {
		return fault.New(fault.ConfigDestination, "no publishable key for the destination",
			"set DRIFTSYNC_KEY to the project's publishable key", nil)
	}
	if err := checkSecret("key", key); err != nil {
		return err
	}
	if c, err := parseClaims(key); err == nil && c.privileged {
		return errServiceKey("the key is that of the service role")
	}
	return nil
}

// checkSecret refuses what is known by its form to be worth more than a user's session.
func checkSecret(what, secret string) error {
	switch {
	case strings.HasPrefix(secret, "sb_secret_"):
		return errServiceKey("the " + what + " is a secret key")
	case strings.HasPrefix(secret, "sbp_"):
		return fault.New(fault.SinkKey, "the "+what+" is a personal access token, which stands for your whole Supabase account",
			"use the project's publishable (or anon) key and a user's access token; revoke that token if it was in a file", nil)
	}
	return nil
}

func errServiceKey(message string) error {
	return fault.New(fault.SinkKey, message+", which passes by every policy",
		"use the project's publishable (or anon) key and a user's access token", nil)
}

// NoIssuer is kept as the issuer where a project's tokens name none, as those of older
// servers do.
const NoIssuer = "-"

// CheckToken refuses a token that another server has issued, so that no server gets to
// see one that is not its own. Known returns the issuer that the Auth server at this URL
// was seen to use when it gave a session, empty for none; it is asked only about a token
// that names another one than the URL, and may be nil.
func CheckToken(base *url.URL, token string, known func() string) error {
	c, err := parseToken(token)
	if err != nil || c.issuedAt(base) || known != nil && c.issuer == known() {
		return err
	}
	return errIssuer(base, c)
}

// parseToken reads an access token, and refuses one that driftsync never uses.
func parseToken(token string) (*claims, error) {
	if err := checkSecret("access token", token); err != nil {
		return nil, err
	}
	c, err := parseClaims(token)
	if err != nil {
		return nil, fault.New(fault.SinkLogin, "the access token is no JWT", HintLogin, nil)
	}
	if c.privileged {
		return nil, errServiceKey("the access token is that of the service role")
	}
	return c, nil
}

// errIssuer names both ends: which of the two is wrong only a person can tell.
func errIssuer(base *url.URL, c *claims) error {
	message := "the access token does not say who issued it"
	if c.issuer != NoIssuer {
		message = "the access token was issued by another server than the destination"
	}
	if u, err := url.Parse(c.issuer); err == nil && u.Host != "" && !strings.ContainsFunc(u.Host, isOdd) {
		message += " (" + u.Host + ", not " + base.Host + ")"
	}
	return fault.New(fault.SinkLogin, message,
		"if both are one project, unset DRIFTSYNC_TOKEN and log in here once with driftsync login, which remembers that; else set DRIFTSYNC_URL to the project that issued it, or take a token of this one", nil)
}

// isOdd reports whether a rune is in no name or address of a host.
func isOdd(r rune) bool {
	return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]", r)
}

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

// describe returns a session for an access token alone: by whom it was issued, for whom,
// and until when.
func describe(base *url.URL, token string) (*Session, error) {
	c, err := parseToken(token)
	if err != nil {
		return nil, err
	}
	return &Session{URL: base.String(), AccessToken: token, Email: c.email, ExpiresAt: c.expires, Issuer: c.issuer}, nil
}
