package authtest

import (
	"net/http"
	"net/url"
	"time"
)

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
