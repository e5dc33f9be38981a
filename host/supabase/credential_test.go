package supabase

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
)

// jwt returns an unsigned token with the claims.
func jwt(claims string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"ES256"}`)) + "." + encode([]byte(claims)) + ".c2ln"
}

func options() Options {
	return Options{
		URL: "https://project.example.org", Key: "sb_" + "publishable_x", Tenant: uuid.New(), Project: uuid.New(),
		Token: func(context.Context) (string, error) { return "", errors.New("not asked") },
	}
}

func wantFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		t.Fatalf("got %v, want fault %s", err, code)
	}
	if f.Code != code {
		t.Fatalf("got fault %s (%v), want %s", f.Code, err, code)
	}
	if f.Hint == "" {
		t.Errorf("fault %s does not say what next", code)
	}
}

func TestNew(t *testing.T) {
	if _, err := New(options()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*Options)
		want   fault.Code
	}{
		{"http", func(o *Options) { o.URL = "http://project.example.org" }, fault.ConfigInvalid},
		{"http to a name that begins as loopback", func(o *Options) { o.URL = "http://127.0.0.1.example.org" }, fault.ConfigInvalid},
		{"user-info", func(o *Options) { o.URL = "https://a:b@project.example.org" }, fault.ConfigInvalid},
		{"query", func(o *Options) { o.URL = "https://project.example.org?x=1" }, fault.ConfigInvalid},
		{"no URL", func(o *Options) { o.URL = "project" }, fault.ConfigInvalid},
		{"no key", func(o *Options) { o.Key = "" }, fault.ConfigDestination},
		{"secret key", func(o *Options) { o.Key = "sb_" + "secret_x" }, fault.SinkKey},
		{"service role", func(o *Options) { o.Key = jwt(`{"role":"service_role"}`) }, fault.SinkKey},
		{"no token", func(o *Options) { o.Token = nil }, fault.SinkLogin},
		{"no project", func(o *Options) { o.Project = uuid.Nil }, fault.ConfigDestination},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options()
			c.change(&o)
			_, err := New(o)
			wantFault(t, err, c.want)
		})
	}
	for _, url := range []string{"http://127.0.0.1:54321", "http://localhost:1/", "http://[::1]:80", "https://example.org/below/"} {
		o := options()
		o.URL = url
		o.Key = jwt(`{"role":"anon"}`)
		if _, err := New(o); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestCheckToken(t *testing.T) {
	for _, c := range []struct {
		name, url, token string
		want             fault.Code // empty for none
	}{
		{"own", "https://p.example.org", jwt(`{"iss":"https://p.example.org/auth/v1","role":"authenticated"}`), ""},
		{"own with default port", "https://p.example.org:443", jwt(`{"iss":"https://P.example.org/auth/v1"}`), ""},
		{"loopback by another name", "http://localhost:54321", jwt(`{"iss":"http://127.0.0.1:54321/auth/v1"}`), ""},
		{"loopback at another port", "http://localhost:54321", jwt(`{"iss":"http://127.0.0.1:54322/auth/v1"}`), fault.SinkLogin},
		{"another project", "https://p.example.org", jwt(`{"iss":"https://q.example.org/auth/v1"}`), fault.SinkLogin},
		{"a host that begins alike", "https://p.example.org", jwt(`{"iss":"https://p.example.org.evil.example/auth/v1"}`), fault.SinkLogin},
		{"no issuer", "https://p.example.org", jwt(`{"role":"authenticated"}`), fault.SinkLogin},
		{"http issuer", "https://p.example.org", jwt(`{"iss":"http://p.example.org/auth/v1"}`), fault.SinkLogin},
		{"service role", "https://p.example.org", jwt(`{"iss":"https://p.example.org/auth/v1","role":"service_role"}`), fault.SinkKey},
		{"secret key", "https://p.example.org", "sb_" + "secret_x", fault.SinkKey},
		{"no JWT", "https://p.example.org", "opaque", fault.SinkLogin},
		{"broken JWT", "https://p.example.org", "a.b.c", fault.SinkLogin},
	} {
		t.Run(c.name, func(t *testing.T) {
			base, err := auth.ParseURL(c.url)
			if err != nil {
				t.Fatal(err)
			}
			err = auth.CheckToken(base, c.token, nil)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantFault(t, err, c.want)
			if strings.Contains(err.Error(), c.token) {
				t.Error("the fault holds the token")
			}
		})
	}
}
