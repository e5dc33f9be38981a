// Package authtest is a test server that answers as Supabase Auth does: the same
// paths, rotation rules, status and error codes. Its one OAuth provider, github,
// agrees at once unless the test says otherwise.
package authtest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
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

type session struct {
	user   User
	active string // refresh token
	ended  bool
}

type rotated struct {
	session *session
	id      string
	parent  string
	used    time.Time // zero while active
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

func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	to, err := url.Parse(q.Get("redirect_to"))
	if q.Get("provider") != "github" || err != nil || q.Get("code_challenge_method") != "s256" || len(q.Get("code_challenge")) < 43 {
		refuse(w, http.StatusBadRequest, "validation_failed")
		return
	}
	values := to.Query()
	switch {
	case s.Lost || to.Hostname() != "127.0.0.1":
		http.Redirect(w, r, s.URL+"/", http.StatusSeeOther)
		return
	case s.Deny:
		values.Set("error", "access_denied")
		values.Set("error_description", "The user has denied your application access")
	default:
		code := random()
		s.flows[code] = flow{challenge: q.Get("code_challenge"), user: s.Users[0], made: s.now}
		values.Set("code", code)
	}
	to.RawQuery = values.Encode()
	http.Redirect(w, r, to.String(), http.StatusSeeOther)
}

func (s *Server) otp(w http.ResponseWriter, r *http.Request, email, challenge string, create bool) {
	user, ok := s.user(email)
	switch {
	case !ok && create && !s.Open:
		refuse(w, http.StatusUnprocessableEntity, "signup_disabled")
		return
	case !ok && !create:
		refuse(w, http.StatusUnprocessableEntity, "otp_disabled")
		return
	case !ok:
		user = User{ID: random(), Email: email}
		s.Users = append(s.Users, user)
	}
	s.last = random()
	s.links[s.last] = flow{challenge, user, s.now, r.URL.Query().Get("redirect_to")}
	write(w, http.StatusOK, struct{}{})
}

// Link returns the link of the last mail.
func (s *Server) Link() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.URL + "/auth/v1/verify?token=" + s.last + "&type=magiclink&redirect_to=" + url.QueryEscape(s.links[s.last].redirect)
}

// open takes a link's token, which is good for an hour, once.
func (s *Server) open(token string) (flow, bool) {
	f, ok := s.links[token]
	delete(s.links, token)
	return f, ok && s.now.Sub(f.made) <= time.Hour
}

func (s *Server) verifyLink(w http.ResponseWriter, token string) {
	f, ok := s.open(token)
	if !ok {
		refuse(w, http.StatusForbidden, "otp_expired")
		return
	}
	s.begin(w, "otp", f.user)
}

// follow is what the server does where a browser opens a link.
func (s *Server) follow(w http.ResponseWriter, r *http.Request) {
	f, ok := s.open(r.URL.Query().Get("token"))
	to, err := url.Parse(f.redirect)
	if s.Lost || err != nil || to.Host == "" {
		to = &url.URL{Scheme: "https", Host: "shop.example.org", Path: "/"}
	}
	code := random()
	switch {
	case !ok:
		problem := url.Values{"error": {"access_denied"}, "error_code": {"otp_expired"}, "error_description": {"Email link is invalid or has expired"}}
		to.Fragment = problem.Encode()
	case s.Implicit:
		id, made := s.make("otp", f.user)
		body := s.tokens(made, id)
		to.Fragment = url.Values{"access_token": {body["access_token"].(string)}, "refresh_token": {made.active}, "type": {"magiclink"}}.Encode()
	default:
		s.flows[code] = flow{challenge: f.challenge, user: f.user, made: s.now}
		to.RawQuery = url.Values{"code": {code}}.Encode()
	}
	w.Header().Set("Location", to.String())
	w.WriteHeader(http.StatusSeeOther)
}

func (s *Server) verify(w http.ResponseWriter, kind, email, code string) {
	user, ok := s.user(email)
	if !ok || code != Code || kind != "email" {
		refuse(w, http.StatusForbidden, "otp_expired")
		return
	}
	s.begin(w, "otp", user)
}

func (s *Server) token(w http.ResponseWriter, grant string, text func(string) string) {
	switch grant {
	case "password":
		user, ok := s.user(text("email"))
		if !ok || user.Password != text("password") {
			refuse(w, http.StatusBadRequest, "invalid_credentials")
			return
		}
		s.begin(w, grant, user)
	case "pkce":
		s.exchange(w, text("auth_code"), text("code_verifier"))
	case "refresh_token":
		s.rotate(w, text("refresh_token"))
	default:
		refuse(w, http.StatusBadRequest, "validation_failed")
	}
}

// exchange burns a code only with the right verifier; codes live 300 s.
func (s *Server) exchange(w http.ResponseWriter, code, verifier string) {
	f, ok := s.flows[code]
	sum := sha256.Sum256([]byte(verifier))
	switch {
	case !ok:
		refuse(w, http.StatusNotFound, "flow_state_not_found")
	case s.now.Sub(f.made) > 300*time.Second:
		refuse(w, http.StatusForbidden, "flow_state_expired")
	case base64.RawURLEncoding.EncodeToString(sum[:]) != f.challenge:
		refuse(w, http.StatusBadRequest, "bad_code_verifier")
	default:
		delete(s.flows, code)
		s.begin(w, "pkce", f.user)
	}
}

// rotate gives a new refresh token for the active one, and the active one again for
// its parent, whenever, and for older ones within the reuse interval.
func (s *Server) rotate(w http.ResponseWriter, token string) {
	r, ok := s.refresh[token]
	if !ok || r.session.ended {
		refuse(w, http.StatusBadRequest, "refresh_token_not_found")
		return
	}
	active := s.refresh[r.session.active]
	switch {
	case r.used.IsZero():
		r.used = s.now
		s.next(r.session, r.id, token)
	case active.parent == token || s.now.Sub(r.used) <= reuse:
	default:
		refuse(w, http.StatusBadRequest, "refresh_token_already_used")
		return
	}
	s.grants["refresh_token"]++
	s.answer(w, r.session, r.id)
}

func (s *Server) begin(w http.ResponseWriter, kind string, user User) {
	id, made := s.make(kind, user)
	s.answer(w, made, id)
}

func (s *Server) make(kind string, user User) (id string, made *session) {
	id, made = random(), &session{user: user}
	s.sessions[id] = made
	s.next(made, id, "")
	s.grants[kind]++
	return id, made
}

func (s *Server) next(of *session, id, parent string) {
	of.active = random()[:12]
	s.refresh[of.active] = &rotated{session: of, id: id, parent: parent}
}

func (s *Server) answer(w http.ResponseWriter, of *session, id string) {
	write(w, http.StatusOK, s.tokens(of, id))
}

func (s *Server) tokens(of *session, id string) map[string]any {
	life := s.Lifetime
	if life == 0 {
		life = time.Hour
	}
	claims := map[string]any{"iss": s.URL + "/auth/v1", "sub": of.user.ID, "aud": "authenticated", "role": "authenticated", "email": of.user.Email,
		"session_id": id, "iat": s.now.Unix(), "exp": s.now.Add(life).Unix(), "jti": random()}
	switch s.Issuer {
	case "":
	case "-":
		delete(claims, "iss")
	default:
		claims["iss"] = s.Issuer
	}
	for name, value := range of.user.Claims {
		claims[name] = value
	}
	return map[string]any{"access_token": s.Sign(claims), "token_type": "bearer", "expires_in": int(life.Seconds()),
		"expires_at": s.now.Add(life).Unix(), "refresh_token": of.active, "user": map[string]string{"id": of.user.ID, "email": of.user.Email}}
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(r.Header.Get("Authorization"), ".")
	var claims struct {
		Session string `json:"session_id"`
	}
	if len(parts) == 3 {
		if data, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil {
			_ = json.Unmarshal(data, &claims)
		}
	}
	found, ok := s.sessions[claims.Session]
	if !ok || found.ended {
		refuse(w, http.StatusForbidden, "session_not_found")
		return
	}
	found.ended = true
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) user(email string) (User, bool) {
	for _, u := range s.Users {
		if strings.EqualFold(u.Email, email) {
			return u, true
		}
	}
	return User{}, false
}

// Sign returns a token with the claims.
func (s *Server) Sign(claims map[string]any) string {
	encode := base64.RawURLEncoding.EncodeToString
	data, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	signed := encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode(data)
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil))
}

func random() string {
	raw := make([]byte, 16)
	rand.Read(raw)
	return hex.EncodeToString(raw)
}

func refuse(w http.ResponseWriter, status int, code string) {
	write(w, status, map[string]any{"code": status, "error_code": code, "msg": "a message that may quote ada@example.org"})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
