package auth_test

import (
	"context"
	"encoding/base64"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
)

const (
	ada = "ada@example.org"
	eve = "eve@example.org"
)

// pasted logs in by mail with lines that a person pastes, and returns what was complained
// of. Where the last line brings nothing the login is interrupted.
func pasted(t *testing.T, c *auth.Client, email string, lines func() []string) (*auth.Session, []string, error) {
	t.Helper()
	f, err := c.BeginMail(t.Context(), email, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := lines()
	typed := make(chan string, len(all))
	for _, line := range all {
		typed <- line
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var complaints []string
	session, err := f.Wait(ctx, typed, func(text string) {
		if complaints = append(complaints, text); len(complaints) == len(all) {
			cancel()
		}
	})
	return session, complaints, err
}

// safe is a mail protector's link in place of another.
func safe(link string) string {
	return "https://eur01.safelinks.protection.example.com/?url=" + url.QueryEscape(link) + "&data=05%7C01&reserved=0"
}

// TestMail pastes what people paste.
func TestMail(t *testing.T) {
	for name, test := range map[string]struct {
		set  func(*authtest.Server)
		line func(t *testing.T, s *authtest.Server) string
		want fault.Code // empty for a login
	}{
		"code":           {line: func(*testing.T, *authtest.Server) string { return " 123 456 " }},
		"link":           {line: func(_ *testing.T, s *authtest.Server) string { return s.Link() }},
		"link of markup": {line: func(_ *testing.T, s *authtest.Server) string { return strings.ReplaceAll(s.Link(), "&", "&amp;") }},
		"link in words":  {line: func(_ *testing.T, s *authtest.Server) string { return "Sign in <" + s.Link() + ">" }},
		"wrapped":        {line: func(_ *testing.T, s *authtest.Server) string { return safe(s.Link()) }},
		"wrapped twice":  {line: func(_ *testing.T, s *authtest.Server) string { return safe(safe(s.Link())) }},
		"wrapped between underscores": {line: func(_ *testing.T, s *authtest.Server) string {
			return "https://urldefense.example.com/v3/__" + s.Link() + "__;Ly8!!abc$"
		}},
		"wrapped with other signs": {line: func(_ *testing.T, s *authtest.Server) string {
			inner := strings.NewReplacer("%", "-", "/", "_").Replace(strings.ReplaceAll(url.QueryEscape(s.Link()), "%2F", "/"))
			return "https://urldefense.example.com/v2/url?u=" + inner + "&d=x"
		}},
		"wrapped in base64": {line: func(_ *testing.T, s *authtest.Server) string {
			return "https://protection.example.com/?d=x&u=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s.Link())))
		}},
		"browser's end":    {line: func(t *testing.T, s *authtest.Server) string { return ends(t, s.Link()) }},
		"end of a refused": {set: func(s *authtest.Server) { s.Lost = true }, line: func(t *testing.T, s *authtest.Server) string { return ends(t, s.Link()) }},
		"session in it":    {set: func(s *authtest.Server) { s.Implicit = true }, line: func(t *testing.T, s *authtest.Server) string { return ends(t, s.Link()) }},
		"used twice":       {line: func(t *testing.T, s *authtest.Server) string { link := s.Link(); ends(t, link); return link }, want: fault.LoginExpired},
		"its error":        {line: func(t *testing.T, s *authtest.Server) string { link := s.Link(); ends(t, link); return ends(t, link) }, want: fault.LoginExpired},
		"expired":          {line: func(_ *testing.T, s *authtest.Server) string { s.Advance(2 * time.Hour); return s.Link() }, want: fault.LoginExpired},
		"another person's": {line: func(t *testing.T, s *authtest.Server) string {
			f, err := client(t, s).BeginMail(t.Context(), eve, false)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			return s.Link()
		}, want: fault.LoginRefused},
		"another project's": {line: func(t *testing.T, s *authtest.Server) string {
			return strings.Replace(s.Link(), "127.0.0.1", "10.0.0.1", 1)
		}, want: fault.Interrupted},
		"by a user-info": {line: func(t *testing.T, s *authtest.Server) string { return strings.Replace(s.Link(), "://", "://a:b@", 1) }, want: fault.Interrupted},
		"by a longer name": {line: func(t *testing.T, s *authtest.Server) string {
			return strings.Replace(s.Link(), "127.0.0.1", "127.0.0.1.example.org", 1)
		}, want: fault.Interrupted},
		"by another scheme": {line: func(t *testing.T, s *authtest.Server) string { return strings.Replace(s.Link(), "http:", "https:", 1) }, want: fault.Interrupted},
		"that changes": {line: func(t *testing.T, s *authtest.Server) string {
			return strings.Replace(s.Link(), "magiclink", "email_change", 1)
		}, want: fault.Interrupted},
		"with an odd token": {line: func(t *testing.T, s *authtest.Server) string {
			return strings.Replace(s.Link(), "token=", "token=%0a", 1)
		}, want: fault.Interrupted},
		"nothing":            {line: func(*testing.T, *authtest.Server) string { return "" }, want: fault.Interrupted},
		"words":              {line: func(*testing.T, *authtest.Server) string { return "what do I do here?" }, want: fault.Interrupted},
		"broken":             {line: func(*testing.T, *authtest.Server) string { return "https://%zz" }, want: fault.Interrupted},
		"session of another": {line: func(t *testing.T, s *authtest.Server) string { return fragment(s, "https://evil.example.org/auth/v1") }, want: fault.Interrupted},
		"session of nobody":  {line: func(t *testing.T, s *authtest.Server) string { return fragment(s, "") }, want: fault.Interrupted},
		"session of a server": {line: func(t *testing.T, s *authtest.Server) string {
			return strings.Replace(fragment(s, s.URL), "refresh_token=x", "", 1)
		}, want: fault.Interrupted},
		"session that is made up": {line: func(t *testing.T, s *authtest.Server) string { return fragment(s, s.URL+"/auth/v1") }, want: fault.SinkLogin},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := authtest.New(t)
			s.Users = append(s.Users, authtest.User{ID: "2", Email: eve})
			if test.set != nil {
				test.set(s)
			}
			session, complaints, err := pasted(t, client(t, s), ada, func() []string { return []string{test.line(t, s)} })
			switch {
			case test.want == "" && (err != nil || session.Email != ada || len(complaints) > 0):
				t.Errorf("%v, %q", err, complaints)
			case test.want == "":
			case test.want == fault.Interrupted && (len(complaints) != 1 || s.Grants("otp") > 0):
				t.Errorf("%v, %q", err, complaints)
			default:
				wantFault(t, err, test.want)
			}
			if test.want != "" && s.Live() > 0 && !strings.Contains(name, "its error") && !strings.Contains(name, "twice") {
				t.Error("a session is left at the server")
			}
		})
	}
}

// fragment is an address that holds a session which no server gave.
func fragment(s *authtest.Server, issuer string) string {
	claims := map[string]any{"role": "authenticated", "email": ada}
	if issuer != "" {
		claims["iss"] = issuer
	}
	return "https://shop.example.org/#access_token=" + s.Sign(claims) + "&refresh_token=x&type=magiclink"
}

// A browser on this machine that opens the link needs no paste.
func TestMail_Browser(t *testing.T) {
	s := authtest.New(t)
	f, err := client(t, s).BeginMail(t.Context(), ada, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if status, body, _ := visit(t, s.Link()); status != 200 || !strings.Contains(body, "close this page") {
		t.Errorf("the browser shows %d: %s", status, body)
	}
	if session, err := f.Wait(t.Context(), nil, unheard(t)); err != nil || session.Email != ada {
		t.Error(err)
	}
}

// Three wrong codes end a login, and a link may follow on one.
func TestMail_Codes(t *testing.T) {
	s := authtest.New(t)
	session, complaints, err := pasted(t, client(t, s), ada, func() []string { return []string{"000000", s.Link(), "x"} })
	if err != nil || session == nil || len(complaints) != 1 {
		t.Errorf("%v, %q", err, complaints)
	}
	_, complaints, err = pasted(t, client(t, s), ada, func() []string { return []string{"000000", "000001", "000002", authtest.Code} })
	wantFault(t, err, fault.LoginExpired)
	if len(complaints) != 2 {
		t.Errorf("%q", complaints)
	}
}

func TestMail_SignUp(t *testing.T) {
	s := authtest.New(t)
	for _, c := range []struct {
		open, signUp bool
		failing      string
		want         fault.Code
	}{
		{false, false, "", fault.LoginRefused},
		{false, true, "", fault.LoginRefused},
		{true, false, "", fault.LoginRefused},
		{true, true, "over_email_send_rate_limit", fault.LoginLimited},
		{true, true, "email_address_not_authorized", fault.LoginRefused},
		{true, true, "captcha_failed", fault.LoginRefused},
		{true, true, "", ""},
	} {
		s.Open = c.open
		if c.failing != "" {
			s.Fail("otp", 400, c.failing)
		}
		f, err := client(t, s).BeginMail(t.Context(), eve, c.signUp)
		if c.want != "" {
			wantFault(t, err, c.want)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}

// TestIssuer logs in at servers that go by another name than their URL, or by none. What
// was seen at the login counts for a token from elsewhere, and nothing else does.
func TestIssuer(t *testing.T) {
	for _, issuer := range []string{"", "-", "https://abcdefghijklmnopqrst.supabase.co/auth/v1", "http://kong:8000/auth/v1", "supabase"} {
		t.Run(issuer, func(t *testing.T) {
			s := authtest.New(t)
			s.Issuer = issuer
			c, store, session := loggedIn(t, s)
			kept := auth.NewSource(c, auth.SourceOptions{Store: store})
			token, err := kept.Token(t.Context())
			if err != nil || token != session.AccessToken {
				t.Fatalf("the session that was just given: %v", err)
			}
			if token, err = kept.Refresh(t.Context(), token); err != nil {
				t.Fatalf("its renewal: %v", err)
			}
			for where, store := range map[string]*auth.Store{"here": store, "elsewhere": emptyStore(t)} {
				_, err := auth.NewSource(client(t, s), auth.SourceOptions{Token: token, Store: store}).Token(t.Context())
				if issuer == "" || where == "here" {
					if err != nil {
						t.Errorf("a token in the environment, %s: %v", where, err)
					}
					continue
				}
				wantFault(t, err, fault.SinkLogin)
			}
			foreign := s.Sign(map[string]any{"iss": "https://evil.example.org/auth/v1"})
			_, err = auth.NewSource(client(t, s), auth.SourceOptions{Token: foreign, Store: store}).Token(t.Context())
			wantFault(t, err, fault.SinkLogin)
		})
	}
}

func emptyStore(t *testing.T) *auth.Store {
	t.Helper()
	store, err := auth.NewStore(auth.File, filepath.Join(t.TempDir(), ".drift"), noEnvironment)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// TestClaims has servers write claims of odd types, as hooks of projects do.
func TestClaims(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		want   fault.Code // empty for a login
	}{
		"exp with a fraction": {map[string]any{"exp": 4102444800.5}, ""},
		"exp as text":         {map[string]any{"exp": "4102444800"}, ""},
		"exp of no time":      {map[string]any{"exp": 1e300}, ""},
		"exp as a list":       {map[string]any{"exp": []int{1}}, ""},
		"exp of long ago":     {map[string]any{"exp": -1}, ""},
		"a list of audiences": {map[string]any{"aud": []string{"authenticated", "x"}}, ""},
		"no address":          {map[string]any{"email": nil}, ""},
		"address as a number": {map[string]any{"email": 7}, ""},
		"issuer as a list":    {map[string]any{"iss": []string{"x"}}, ""},
		"no role":             {map[string]any{"role": nil}, ""},
		"role as a number":    {map[string]any{"role": 1}, ""},
		"list of roles":       {map[string]any{"role": []string{"authenticated", "service_role"}}, fault.SinkKey},
		"service role":        {map[string]any{"role": "service_role"}, fault.SinkKey},
	} {
		t.Run(name, func(t *testing.T) {
			s := authtest.New(t)
			s.Users[0].Claims = c.claims
			session, err := client(t, s).Password(t.Context(), ada, "correct horse")
			if c.want != "" {
				wantFault(t, err, c.want)
			} else if err != nil || time.Until(session.ExpiresAt) < 59*time.Minute || time.Until(session.ExpiresAt) > time.Hour {
				t.Errorf("%v: %+v", err, session.ExpiresAt)
			}
		})
	}
}

// TestClock has this machine's clock be wrong by a day: at the login, and set right later.
func TestClock(t *testing.T) {
	for _, skew := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		s := authtest.New(t)
		s.Advance(-skew) // the server's is the one that is right
		c, store, session := loggedIn(t, s)
		source := auth.NewSource(c, auth.SourceOptions{Store: store})
		if token, err := source.Token(t.Context()); err != nil || token != session.AccessToken || s.Grants("refresh_token") > 0 {
			t.Errorf("off by %s: %v, %d renewals", skew, err, s.Grants("refresh_token"))
		}
		session.ExpiresAt = session.ExpiresAt.Add(skew)
		if err := store.Renew(session, auth.File); err != nil {
			t.Fatal(err)
		}
		if _, err := source.Token(t.Context()); err != nil {
			t.Errorf("set by %s: %v", skew, err)
		}
		if token, err := source.Refresh(t.Context(), session.AccessToken); err != nil || token == session.AccessToken {
			t.Errorf("a token that the server finds too old, set by %s: %v", skew, err)
		}
	}
}

// What is worth more than a session is refused before a connection is made.
func TestKeys(t *testing.T) {
	for _, c := range []struct {
		key  string
		want fault.Code
	}{
		{"sb_" + "publishable_x", ""},
		{authtest.New(t).Sign(map[string]any{"role": "anon", "iss": "supabase"}), ""},
		{"", fault.ConfigDestination},
		{"sb_" + "secret_x", fault.SinkKey},
		{"sbp_" + "0123456789abcdef", fault.SinkKey},
		{authtest.New(t).Sign(map[string]any{"role": "service_role"}), fault.SinkKey},
	} {
		client, err := auth.NewClient("https://p.example.org", c.key, nil)
		if c.want == "" {
			if err != nil {
				t.Error(err)
			} else if _, err = client.Describe("sbp_" + "0123456789abcdef"); err == nil {
				t.Error("a personal access token is taken for a session")
			}
			continue
		}
		wantFault(t, err, c.want)
		if c.key != "" && strings.Contains(err.Error(), c.key) {
			t.Error("the fault holds the key")
		}
	}
}
