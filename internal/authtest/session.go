package authtest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

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
