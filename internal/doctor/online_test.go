package doctor

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/config"
)

// TestServer has projects be in each state that a person meets, and wants it named.
func TestServer(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*authtest.Server)
		key  string
		want []string // "status part of text"
	}{
		"closed": {func(*authtest.Server) {}, authtest.Key, []string{"pass publishable key", "pass HS256", "pass nobody can sign up"}},
		"open":   {func(s *authtest.Server) { s.Open = true }, authtest.Key, []string{"warn anyone can sign up"}},
		"asymmetric": {func(s *authtest.Server) { s.Keys = []map[string]string{{"alg": "ES256"}, {"alg": "ES256"}} }, authtest.Key,
			[]string{"pass keys of the project's own (ES256)"}},
		"personal access token": {func(*authtest.Server) {}, "sbp_" + "0123", []string{"fail personal access token"}},
		"secret key":            {func(*authtest.Server) {}, "sb_" + "secret_x", []string{"fail secret key"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := authtest.New(t)
			c.set(s)
			wantFindings(t, checkServer(t.Context(), online(s.URL, c.key)), c.want)
		})
	}
}

// TestServer_Away has the platform answer in the place of a project.
func TestServer_Away(t *testing.T) {
	for _, c := range []struct {
		status     int
		body, want string
	}{
		{540, "", "fail paused"},
		{402, `{"message":"exceed_db_size_quota"}`, "fail restricted"},
		{401, `{"message":"Legacy API keys are disabled","hint":"x"}`, "fail legacy keys"},
		{401, `{"message":"Invalid API key"}`, "fail does not know the publishable key"},
		{401, `{"message":"No API key found in request"}`, "fail takes out the header apikey"},
		{521, "<html>", "fail the server cannot"},
		{200, "<html>", "fail something between"},
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		found := checkServer(t.Context(), online(s.URL, authtest.Key))
		wantFindings(t, found, []string{c.want})
		if found[0].Hint == "" {
			t.Errorf("%d: it does not say what next", c.status)
		}
		s.Close()
	}
}

func online(url, key string) *Options {
	c := &config.Config{URLTrusted: true}
	c.Cloud = config.Cloud{URL: url, Key: key}
	return &Options{Config: c}
}

func wantFindings(t *testing.T, found []Finding, want []string) {
	t.Helper()
	for _, w := range want {
		status, text, _ := strings.Cut(w, " ")
		ok := false
		for _, f := range found {
			ok = ok || string(f.Status) == status && strings.Contains(f.Text, text)
		}
		if !ok {
			t.Errorf("want %s, got %+v", w, found)
		}
	}
}

// A legacy key is told from a publishable one.
func TestKeyKind(t *testing.T) {
	legacy := authtest.New(t).Sign(map[string]any{"role": "anon"})
	if f := checkKeyKind(legacy); f.Status != Warn || f.Hint == "" {
		t.Errorf("%+v", f)
	}
	if _, err := auth.NewClient("https://p.example.org", legacy, nil); fault.Status(err) != fault.ExitOK {
		t.Error(err)
	}
}
