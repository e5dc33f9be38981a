package auth

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

// ahead is how long before its end a session is renewed.
const ahead = time.Minute

// SourceOptions say where tokens come from, in this order.
type SourceOptions struct {
	Token        string // an access token, from the environment
	Email        string // of a machine user; its session stays in memory
	PasswordFile string // "-" for standard input
	Store        *Store // nil where there is none, if Token or Email is set
}

// Source hands out access tokens for one project. It is safe for concurrent use.
type Source struct {
	client *Client
	SourceOptions

	mu     sync.Mutex
	memory *Session // of a machine user
}

// NewSource returns a source of tokens for the client's URL.
func NewSource(c *Client, o SourceOptions) *Source { return &Source{client: c, SourceOptions: o} }

// Origin says where the tokens come from: "DRIFTSYNC_TOKEN", "DRIFTSYNC_EMAIL",
// "keyring", "file", or empty where there are none.
func (s *Source) Origin() string {
	switch {
	case s.SourceOptions.Token != "":
		return "DRIFTSYNC_TOKEN"
	case s.Email != "":
		return "DRIFTSYNC_EMAIL"
	}
	if found, at, err := s.Store.Load(s.client.URL()); found != nil && err == nil {
		return string(at)
	}
	return ""
}

// Session returns the session as it is kept, without asking the server: nil where
// there is none, or where it is made again each time.
func (s *Source) Session() (*Session, error) {
	if s.SourceOptions.Token != "" {
		if err := CheckToken(s.client.base, s.SourceOptions.Token, s.Issuer); err != nil {
			return nil, err
		}
		return describe(s.client.base, s.SourceOptions.Token)
	}
	if s.Email != "" {
		return nil, nil
	}
	found, _, err := s.Store.Load(s.client.URL())
	return found, err
}

// Issuer returns the issuer that the project's own Auth was seen to use at a login, empty
// where none is known. A token from the environment is held to it as well.
func (s *Source) Issuer() string {
	if s.SourceOptions.Token == "" && s.Email != "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.memory == nil {
			return ""
		}
		return s.memory.Issuer
	}
	if s.Store == nil {
		return ""
	}
	found, _, err := s.Store.Load(s.client.URL())
	if err != nil || found == nil {
		return ""
	}
	return found.Issuer
}

// Token returns an access token that is good for a minute at least, if the server
// will have it.
func (s *Source) Token(ctx context.Context) (string, error) {
	switch {
	case s.SourceOptions.Token != "":
		if err := CheckToken(s.client.base, s.SourceOptions.Token, s.Issuer); err != nil {
			return "", err
		}
		return s.SourceOptions.Token, nil
	case s.Email != "":
		return s.machine(ctx, "")
	}
	found, _, err := s.Store.Load(s.client.URL())
	if err != nil {
		return "", err
	}
	if found == nil {
		return "", fault.New(fault.SinkLogin, "not logged in", HintLogin, nil)
	}
	if err := CheckToken(s.client.base, found.AccessToken, func() string { return found.Issuer }); err != nil {
		return "", err
	}
	if s.fresh(found) {
		return found.AccessToken, nil
	}
	return s.renew(ctx, found.AccessToken)
}

// Refresh returns another token than the refused one.
func (s *Source) Refresh(ctx context.Context, refused string) (string, error) {
	switch {
	case s.SourceOptions.Token != "":
		return "", fault.New(fault.SinkLogin, "the token in DRIFTSYNC_TOKEN is not accepted any more", "set a new one, or unset it and run driftsync login", nil)
	case s.Email != "":
		return s.machine(ctx, refused)
	}
	return s.renew(ctx, refused)
}

func (s *Source) fresh(session *Session) bool {
	return session.ExpiresAt.IsZero() || s.client.now().Add(ahead).Before(session.ExpiresAt)
}

// renew trades the kept refresh token under the lock. What another process got in the
// meantime is taken as it is.
func (s *Source) renew(ctx context.Context, refused string) (string, error) {
	unlock, err := s.Store.Lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	held, at, err := s.Store.Load(s.client.URL())
	if err != nil {
		return "", err
	}
	if held == nil {
		return "", fault.New(fault.SinkLogin, "not logged in", HintLogin, nil)
	}
	if held.AccessToken != refused && s.fresh(held) {
		return held.AccessToken, nil
	}
	if held.RefreshToken == "" {
		return "", fault.New(fault.SinkLogin, "the session is over", "run driftsync login", nil)
	}
	next, err := s.client.Refresh(ctx, held.RefreshToken)
	if err != nil {
		return s.elsewhere(held, err)
	}
	// On disk before it is used: if the process dies here, the token that the server now
	// wants is not lost.
	if err := s.Store.Renew(next, at); err != nil {
		return "", err
	}
	return next.AccessToken, nil
}

// elsewhere looks once more when the server says that the token was used: a program
// that does not know the lock may have renewed the session.
func (s *Source) elsewhere(held *Session, cause error) (string, error) {
	if r, ok := errors.AsType[*refusal](cause); !ok || !strings.HasPrefix(r.code, "refresh_token_") {
		return "", cause
	}
	now, _, err := s.Store.Load(s.client.URL())
	if err != nil || now == nil || now.RefreshToken == held.RefreshToken || !s.fresh(now) {
		return "", cause
	}
	return now.AccessToken, nil
}

// machine logs a machine user in. Its session is never stored: a stored refresh token
// would be dead by rotation at the next run.
func (s *Source) machine(ctx context.Context, refused string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memory != nil && s.memory.AccessToken != refused && s.fresh(s.memory) {
		return s.memory.AccessToken, nil
	}
	if s.memory != nil && s.memory.RefreshToken != "" {
		if next, err := s.client.Refresh(ctx, s.memory.RefreshToken); err == nil {
			s.memory = next
			return next.AccessToken, nil
		}
	}
	password, err := s.password()
	if err != nil {
		return "", err
	}
	if s.memory, err = s.client.Password(ctx, s.Email, password); err != nil {
		return "", err
	}
	return s.memory.AccessToken, nil
}

func (s *Source) password() (string, error) {
	if s.PasswordFile == "" {
		return "", fault.New(fault.ConfigInvalid, "DRIFTSYNC_EMAIL is set without DRIFTSYNC_PASSWORD_FILE",
			"name a file that holds the password, or - for standard input", nil)
	}
	if s.PasswordFile == "-" {
		return ReadSecret(os.Stdin)
	}
	f, err := os.Open(s.PasswordFile)
	if err != nil {
		return "", fault.New(fault.ConfigInvalid, "the file in DRIFTSYNC_PASSWORD_FILE cannot be read", "check its path and access rights", nil)
	}
	defer f.Close()
	return ReadSecret(f)
}

// maxSecret bounds a password or token, in bytes.
const maxSecret = 16 << 10

// ReadSecret reads a secret to the end of in and cuts the newline that editors and
// echo leave behind it.
func ReadSecret(in io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxSecret+1))
	secret := strings.TrimRight(string(data), "\r\n")
	if err != nil || secret == "" || len(data) > maxSecret {
		return "", fault.New(fault.ConfigInvalid, "no secret can be read", "give it in one line", nil)
	}
	return secret, nil
}
