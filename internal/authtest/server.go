// Package authtest is a test server that answers as Supabase Auth does: the same
// paths, rotation rules, status and error codes. Its one OAuth provider, github,
// agrees at once unless the test says otherwise.
package authtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Key is the publishable key of the project.
const Key = "sb_" + "publishable_test"

// Code is the one that every mail holds.
const Code = "123456"

// reuse is how long a rotated refresh token still gives the active one.
const reuse = 10 * time.Second

// User is an account.
type User struct {
	ID       string
	Email    string
	Password string
	Claims   map[string]any // more claims of its tokens
}

// Server is a project. Fields may be set until the first request.
type Server struct {
	URL      string
	Secret   []byte              // of the HS256 tokens
	Lifetime time.Duration       // of an access token; 0 for an hour
	Users    []User              // the first one is who the provider knows
	Deny     bool                // the user does not agree
	Lost     bool                // the redirect is refused in silence: the browser ends elsewhere
	Issuer   string              // that tokens name; empty for the URL's own, "-" for none
	Open     bool                // anyone may sign up
	Keys     []map[string]string // that it publishes; tokens are signed with Secret all the same
	Implicit bool                // a link in a mail leads to a session in the address, as with older servers
	REST     http.Handler        // answers below /rest/v1, if set

	mu       sync.Mutex
	now      time.Time // moved by Advance
	sessions map[string]*session
	refresh  map[string]*rotated
	flows    map[string]flow
	links    map[string]flow // by the token in a mail's link
	last     string          // token of the last mail
	grants   map[string]int  // by kind
	failing  []failure
}

type flow struct {
	challenge string
	user      User
	made      time.Time
	redirect  string // of a link
}

type failure struct {
	path, code string
	status     int
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{
		Secret: []byte("test-secret-of-at-least-32-bytes-length"), Users: []User{{ID: "5f3ac2ad-0000-4000-8000-000000000001", Email: "ada@example.org", Password: "correct horse"}},
		sessions: map[string]*session{}, refresh: map[string]*rotated{}, flows: map[string]flow{}, links: map[string]flow{}, grants: map[string]int{}, now: time.Now(),
	}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// Front has the server pass what comes to /rest/v1 on to a REST API, whose own key is
// restKey. Tokens are accepted there if it was made with the same Secret.
func (s *Server) Front(t testing.TB, rest, restKey string) {
	t.Helper()
	to, err := url.Parse(rest)
	if err != nil {
		t.Fatal(err)
	}
	s.REST = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		if r.In.Header.Get("apikey") == Key {
			r.Out.Header.Set("apikey", restKey)
		}
	}}
}

// Advance moves the server's clock.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Fail answers the next request to a path below /auth/v1 with a status and a code.
func (s *Server) Fail(path string, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = append(s.failing, failure{path, code, status})
}

// Grants returns how many sessions or renewals of a kind were given: password, pkce,
// refresh_token, otp.
func (s *Server) Grants(kind string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grants[kind]
}

// Live returns the number of sessions that were not ended.
func (s *Server) Live() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, each := range s.sessions {
		if !each.ended {
			n++
		}
	}
	return n
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, auth := strings.CutPrefix(r.URL.Path, "/auth/v1/")
	if !auth {
		if s.REST != nil && strings.HasPrefix(r.URL.Path, "/rest/v1/") {
			s.REST.ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case path == "authorize":
		s.authorize(w, r)
		return
	case path == "verify" && r.Method == http.MethodGet:
		s.follow(w, r)
		return
	}
	if r.Header.Get("apikey") != Key {
		write(w, http.StatusUnauthorized, map[string]string{"message": "No API key found in request"})
		return
	}
	for i, f := range s.failing {
		if f.path == path {
			s.failing = append(s.failing[:i], s.failing[i+1:]...)
			refuse(w, f.status, f.code)
			return
		}
	}
	s.serve(w, r, path)
}

// serve does what a client of this project asks for.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, path string) {
	var body map[string]any
	if r.Method == http.MethodPost && r.ContentLength != 0 && json.NewDecoder(r.Body).Decode(&body) != nil {
		refuse(w, http.StatusBadRequest, "bad_json")
		return
	}
	text := func(name string) string { value, _ := body[name].(string); return value }
	switch path {
	case "settings":
		write(w, http.StatusOK, map[string]any{"external": map[string]bool{"github": true, "email": true}, "disable_signup": !s.Open})
	case ".well-known/jwks.json":
		write(w, http.StatusOK, map[string]any{"keys": s.Keys})
	case "otp":
		create, _ := body["create_user"].(bool)
		s.otp(w, r, text("email"), text("code_challenge"), create)
	case "verify":
		if token := text("token_hash"); token != "" {
			s.verifyLink(w, token)
			return
		}
		s.verify(w, text("type"), text("email"), text("token"))
	case "token":
		s.token(w, r.URL.Query().Get("grant_type"), text)
	case "logout":
		s.logout(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) user(email string) (User, bool) {
	for _, u := range s.Users {
		if strings.EqualFold(u.Email, email) {
			return u, true
		}
	}
	return User{}, false
}

func refuse(w http.ResponseWriter, status int, code string) {
	write(w, status, map[string]any{"code": status, "error_code": code, "msg": "a message that may quote ada@example.org"})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
