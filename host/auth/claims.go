package auth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// errNoJWT holds nothing of the token on purpose.
var errNoJWT = errors.New("no JWT")

// claims are what of a token is used. They are not verified: that is the server's
// part. A claim of an odd type is as good as none, since hooks of projects write what
// they like, and only the server can say that it minds.
type claims struct {
	issuer     string    // NoIssuer for none, or for one that is no text
	email      string    // empty for none
	expires    time.Time // zero for none, or for one that is no time
	privileged bool      // a role that passes by row-level security
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
	var raw map[string]json.RawMessage
	if json.Unmarshal(body, &raw) != nil || raw == nil {
		return nil, errNoJWT
	}
	c := &claims{issuer: text(raw["iss"]), email: text(raw["email"]), privileged: isPrivileged(raw["role"])}
	if c.issuer == "" {
		c.issuer = NoIssuer
	}
	if at := seconds(raw["exp"]); at > 0 {
		c.expires = time.Unix(at, 0).UTC()
	}
	return c, nil
}

// issuedAt reports whether the token names a server at base as its issuer.
func (c *claims) issuedAt(base *url.URL) bool {
	issuer, err := url.Parse(c.issuer)
	return err == nil && sameOrigin(base, issuer)
}

// isPrivileged also looks into a role that is a list: what a server makes of it is not
// known.
func isPrivileged(role json.RawMessage) bool {
	names := []string{text(role)}
	var list []json.RawMessage
	if json.Unmarshal(role, &list) == nil {
		for _, name := range list {
			names = append(names, text(name))
		}
	}
	return slices.Contains(names, "service_role") || slices.Contains(names, "supabase_admin")
}

// text returns a JSON string, empty for anything else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// seconds reads a number of seconds, whole or not, as a number or as text; 0 for
// anything else, and for what no clock of this time shows.
func seconds(raw json.RawMessage) int64 {
	n, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 1e11 {
		return 0
	}
	return int64(n)
}
