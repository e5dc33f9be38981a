package auth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
)

// elsewhere is the name that the real server gives itself in the test, as one behind a
// custom domain does.
const elsewhere = "https://abcdefghijklmnopqrst.supabase.co/auth/v1"

// TestReal logs in by mail at a real Supabase Auth server with its default templates, an
// issuer of another name than the URL's, and tokens signed with ES256. The code, which
// those templates do not have, is in the subject.
func TestReal(t *testing.T) {
	r := authtest.NewReal(t, "GOTRUE_JWT_ISSUER="+elsewhere, "GOTRUE_JWT_KEYS="+signingKey(t), "GOTRUE_MAILER_SUBJECTS_MAGIC_LINK={{ .Token }}")
	c := newClient(t, r.URL)
	mailed := func(t *testing.T, email string, signUp bool) (*auth.Flow, string) {
		t.Helper()
		f, err := c.BeginMail(t.Context(), email, signUp)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f, r.Mail(t).Link
	}
	paste := func(t *testing.T, f *auth.Flow, lines ...string) (session *auth.Session, complaints []string, err error) {
		t.Helper()
		typed := make(chan string, len(lines))
		for _, line := range lines {
			typed <- line
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		session, err = f.Wait(ctx, typed, func(text string) {
			complaints = append(complaints, text)
			if len(complaints) == len(lines) && lines[0] != "" {
				cancel()
			}
		})
		return session, complaints, err
	}
	const ada, eve = "ada@example.org", "eve@example.org"

	_, err := c.BeginMail(t.Context(), ada, false)
	wantFault(t, err, fault.LoginRefused)
	f, link := mailed(t, ada, true)
	session, _, err := paste(t, f, "what?", link)
	if err != nil || session.Email != ada || session.Issuer != elsewhere {
		t.Fatalf("sign-up by link: %v, %+v", err, session)
	}
	if _, err := c.Refresh(t.Context(), session.RefreshToken); err != nil {
		t.Error(err)
	}
	used := link
	f, _ = mailed(t, eve, true)
	_, _, err = paste(t, f, used)
	wantFault(t, err, fault.LoginExpired)

	for name, c := range map[string]struct {
		line func(link, code string) string
		want fault.Code
	}{
		"link": {line: func(link, _ string) string { return link }},
		"wrapped link": {line: func(link, _ string) string {
			return "https://a.safelinks.example/?url=" + url.QueryEscape(link) + "&data=1"
		}},
		"code":             {line: func(_, code string) string { return code }},
		"browser's end":    {line: func(link, _ string) string { return ends(t, link) }},
		"the browser":      {line: func(link, _ string) string { visit(t, link); return "" }},
		"link, used twice": {line: func(link, _ string) string { ends(t, link); return link }, want: fault.LoginExpired},
		"its error":        {line: func(link, _ string) string { ends(t, link); return ends(t, link) }, want: fault.LoginExpired},
		"expired": {line: func(link, _ string) string {
			r.Exec(t, "update auth.users set recovery_sent_at = now() - interval '2 days'")
			return link
		}, want: fault.LoginExpired},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := newClient(t, r.URL).BeginMail(t.Context(), ada, false)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			mail := r.Mail(t)
			session, complaints, err := paste(t, f, c.line(mail.Link, mail.Subject))
			if c.want != "" {
				wantFault(t, err, c.want)
			} else if err != nil || session.Email != ada || len(complaints) > 1 {
				t.Errorf("%v, %q", err, complaints)
			}
		})
	}

	t.Run("another's link", func(t *testing.T) {
		_, link := mailed(t, eve, false)
		f, _ := mailed(t, ada, false)
		_, _, err := paste(t, f, link)
		wantFault(t, err, fault.LoginRefused)
	})
	t.Run("without PKCE", func(t *testing.T) {
		f, _ := mailed(t, ada, false)
		end := ends(t, implicit(t, r, ada))
		if !strings.Contains(end, "#access_token=") {
			t.Fatalf("the browser ends at %.60s", end)
		}
		if _, complaints, err := paste(t, f, end); err == nil || len(complaints) != 1 {
			t.Errorf("an issuer that nobody knows: %v, %q", err, complaints)
		}
		known := newClient(t, r.URL)
		known.Know(session)
		f, err := known.BeginMail(t.Context(), ada, false)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r.Mail(t)
		if adopted, _, err := paste(t, f, end); err != nil || adopted.Email != ada || strings.Contains(end, adopted.RefreshToken) {
			t.Errorf("an issuer that was seen: %v", err)
		}
	})
}

// ends is where a browser on another machine ends.
func ends(t *testing.T, link string) string {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	end, err := res.Location()
	if err != nil {
		t.Fatal(err)
	}
	return end.String()
}

// implicit has a mail sent that leads to a session in an address, and returns its link.
func implicit(t *testing.T, r *authtest.Real, email string) string {
	t.Helper()
	q, err := http.NewRequest(http.MethodPost, r.URL+"/auth/v1/otp", strings.NewReader(`{"email":"`+email+`","create_user":false}`))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("apikey", authtest.Key)
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return r.Mail(t).Link
}

// signingKey returns the setting of a server that signs with a key of its own.
func signingKey(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := key.Bytes()
	public, publicErr := key.PublicKey.Bytes()
	if err := errors.Join(err, publicErr); err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	data, err := json.Marshal([]map[string]any{{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "one", "key_ops": []string{"sign", "verify"},
		"d": encode(secret), "x": encode(public[1:33]), "y": encode(public[33:])}})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
