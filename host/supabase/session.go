package supabase

import (
	"context"
	"net/url"
	"sync"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
)

// session holds the access token of a run.
type session struct {
	base    *url.URL
	token   func(context.Context) (string, error)
	refresh func(context.Context, string) (string, error)
	issuer  func() string // nil for none

	mu      sync.Mutex
	current string
}

// get returns the token, checked against the destination.
func (s *session) get(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != "" {
		return s.current, nil
	}
	token, err := s.token(ctx)
	if err != nil {
		return "", fault.New(fault.SinkLogin, "no access token for the destination", auth.HintLogin, err)
	}
	return s.keep(token)
}

// renew returns another token than the refused one; renewed is false where there is no
// way to get one. Of several requests that were refused together, one refreshes.
func (s *session) renew(ctx context.Context, refused string) (token string, renewed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != refused {
		return s.current, true, nil
	}
	if s.refresh == nil {
		return "", false, nil
	}
	token, err = s.refresh(ctx, refused)
	if err != nil {
		return "", false, fault.New(fault.SinkLogin, "the session cannot be renewed", auth.HintLogin, err)
	}
	token, err = s.keep(token)
	return token, err == nil, err
}

func (s *session) keep(token string) (string, error) {
	if err := auth.CheckToken(s.base, token, s.issuer); err != nil {
		return "", err
	}
	s.current = token
	return token, nil
}
