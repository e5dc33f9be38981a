// Package auth logs a user in at Supabase Auth, keeps the session on this machine,
// and hands out access tokens.
//
// A session belongs to one URL and its tokens go to no other: the issuer of every
// token is compared first. A rotated refresh token is on disk before the access token
// that came with it is used, and two processes never refresh at once.
package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
)

// Session is what a login yields. It is a secret.
type Session struct {
	URL          string
	AccessToken  string
	RefreshToken string // empty where the session cannot be renewed
	ExpiresAt    time.Time
	Email        string
	Issuer       string // that the access token names, NoIssuer for none
}

// Client talks to the Auth server of one project. It is safe for concurrent use.
type Client struct {
	base  *url.URL
	key   string
	http  *http.Client
	now   func() time.Time
	wait  time.Duration // before the first repetition
	known string        // issuer that the URL's own Auth was seen to use, empty for none
}

// NewClient checks URL and key and returns a client. It opens no connection.
// Transport may be nil for that of [network.Shared]; redirects are never followed.
func NewClient(rawURL, key string, transport http.RoundTripper) (*Client, error) {
	base, err := ParseURL(rawURL)
	if err != nil {
		return nil, err
	}
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	if transport == nil {
		transport = network.Shared()
	}
	return &Client{base: base, key: key, now: time.Now, wait: time.Second / 2, http: &http.Client{
		Transport: transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// URL returns the project's URL, without a trailing slash.
func (c *Client) URL() string { return c.base.String() }

// Know has the client take tokens of the issuer that an earlier session of its URL had.
// It is called before the client is used; kept may be nil.
func (c *Client) Know(kept *Session) {
	if kept != nil {
		c.known = kept.Issuer
	}
}

// Describe returns a session for an access token that came without one. It asks nobody.
func (c *Client) Describe(token string) (*Session, error) {
	if err := CheckToken(c.base, token, func() string { return c.known }); err != nil {
		return nil, err
	}
	return describe(c.base, token)
}

// Password logs in with address and password.
func (c *Client) Password(ctx context.Context, email, password string) (*Session, error) {
	return c.grant(ctx, "password", map[string]string{"email": email, "password": password})
}

// Exchange trades the code of a browser login for a session.
func (c *Client) Exchange(ctx context.Context, code, verifier string) (*Session, error) {
	return c.grant(ctx, "pkce", map[string]string{"auth_code": code, "code_verifier": verifier})
}

// Refresh trades a refresh token for a new session. It is repeated where the server
// did not answer, or somebody else did: within ten seconds the server gives the same
// session again.
func (c *Client) Refresh(ctx context.Context, token string) (*Session, error) {
	waits := backoff.NewExponentialBackOff()
	waits.InitialInterval = c.wait
	return backoff.Retry(ctx, func() (*Session, error) {
		s, err := c.grant(ctx, "refresh_token", map[string]string{"refresh_token": token})
		if f, ok := errors.AsType[*fault.Error](err); ok && f.Code != fault.SinkUnreachable && f.Code != fault.SinkIntercepted {
			return nil, backoff.Permanent(err)
		}
		return s, err
	}, backoff.WithBackOff(waits), backoff.WithMaxTries(3))
}

// VerifyCode logs in with a code that was sent to an address. Servers differ in what
// they call such a code.
func (c *Client) VerifyCode(ctx context.Context, email, code string) (s *Session, err error) {
	for _, kind := range []string{"email", "magiclink", "signup"} {
		s, err = c.verify(ctx, map[string]string{"type": kind, "email": email, "token": code})
		if r, ok := errors.AsType[*refusal](err); !ok || r.code != "validation_failed" && r.code != "" {
			break
		}
	}
	return s, err
}

func (c *Client) verify(ctx context.Context, body map[string]string) (*Session, error) {
	var got tokens
	if err := c.call(ctx, http.MethodPost, "verify", body, "", &got); err != nil {
		return nil, err
	}
	return c.session(&got)
}

// Logout revokes the session of an access token at the server. One that the server
// no longer knows is revoked already.
func (c *Client) Logout(ctx context.Context, accessToken string) error {
	err := c.call(ctx, http.MethodPost, "logout?scope=local", nil, accessToken, nil)
	if r, ok := errors.AsType[*refusal](err); ok && (r.code == "session_not_found" || r.code == "user_not_found") {
		return nil
	}
	return err
}

// Settings are what a project allows.
type Settings struct {
	External      map[string]bool `json:"external"`
	DisableSignup bool            `json:"disable_signup"`
	Unconfirmed   bool            `json:"mailer_autoconfirm"` // addresses are taken as they are
}

// Settings asks the server what logins it allows.
func (c *Client) Settings(ctx context.Context) (*Settings, error) {
	s := new(Settings)
	return s, c.call(ctx, http.MethodGet, "settings", nil, "", s)
}

// Algorithms returns those of the keys with which the project signs access tokens, without
// repetition: none where it signs with a secret that is shared with its API.
func (c *Client) Algorithms(ctx context.Context) ([]string, error) {
	var set struct {
		Keys []struct {
			Algorithm string `json:"alg"`
		} `json:"keys"`
	}
	if err := c.call(ctx, http.MethodGet, ".well-known/jwks.json", nil, "", &set); err != nil {
		return nil, err
	}
	var names []string
	for _, k := range set.Keys {
		if !slices.Contains(names, k.Algorithm) {
			names = append(names, k.Algorithm)
		}
	}
	return names, nil
}

// CheckProvider refuses a provider that the project does not offer: the browser would
// show a page of the server's, and nothing would come back.
func (c *Client) CheckProvider(ctx context.Context, provider string) error {
	s, err := c.Settings(ctx)
	if err != nil || s.External[provider] {
		return err
	}
	offered := []string{}
	for name, on := range s.External {
		if on && name != "email" && name != "phone" && name != "anonymous_users" {
			offered = append(offered, name)
		}
	}
	slices.Sort(offered)
	hint := "use --email"
	if len(offered) > 0 {
		hint += ", or choose with --provider: " + strings.Join(offered, ", ")
	}
	return fault.New(fault.LoginRefused, "the project does not offer this provider", hint, nil)
}

func (c *Client) grant(ctx context.Context, kind string, body map[string]string) (*Session, error) {
	var got tokens
	if err := c.call(ctx, http.MethodPost, "token?grant_type="+kind, body, "", &got); err != nil {
		return nil, err
	}
	return c.session(&got)
}

// tokens is the server's answer to a login.
type tokens struct {
	Access  string          `json:"access_token"`
	Refresh string          `json:"refresh_token"`
	In      json.RawMessage `json:"expires_in"` // seconds
	At      json.RawMessage `json:"expires_at"` // seconds since 1970
	User    struct {
		Email json.RawMessage `json:"email"`
	} `json:"user"`
}

// session takes what the project's own Auth has just issued, whoever it says that it is:
// behind a custom domain or a proxy a server goes by its own name, and older ones name
// nobody. The name is remembered with the session.
func (c *Client) session(got *tokens) (*Session, error) {
	if got.Access == "" {
		return nil, errElsewhere(http.StatusOK)
	}
	s, err := describe(c.base, got.Access)
	if err != nil {
		return nil, err
	}
	s.RefreshToken = got.Refresh
	if email := text(got.User.Email); email != "" {
		s.Email = email
	}
	// The server's own clock is in expires_at; what counts is when it ends by this one.
	if in := seconds(got.In); in > 0 {
		s.ExpiresAt = c.now().Add(time.Duration(in) * time.Second).UTC().Truncate(time.Second)
	} else if at := seconds(got.At); at > 0 {
		s.ExpiresAt = time.Unix(at, 0).UTC()
	}
	return s, nil
}

const maxAnswer = 1 << 20

func (c *Client) call(ctx context.Context, method, path string, body any, bearer string, answer any) error {
	var sent io.Reader = http.NoBody
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return fault.New(fault.Internal, "the request cannot be made", "", nil)
		}
		sent = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base.String()+"/auth/v1/"+path, sent)
	if err != nil {
		return fault.New(fault.ConfigInvalid, "the destination is not a plain URL", "give it as https://HOST", nil)
	}
	r.Header.Set("apikey", c.key)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "driftsync")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return c.unreachable(ctx, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return c.unreachable(ctx, err)
	}
	return c.read(res.StatusCode, data, answer)
}

// read decodes an answer; answer is nil where a good one has nothing to say.
func (c *Client) read(status int, data []byte, answer any) error {
	if err := Closed(status, data); err != nil {
		return err
	}
	known := json.Valid(data) || answer == nil && len(data) == 0
	switch {
	case status == http.StatusProxyAuthRequired:
		return network.NeedsLogin(c.base.Hostname())
	case status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests && !known:
		return errElsewhere(status)
	case status >= 300:
		return newRefusal(status, data).fault()
	case answer != nil && json.Unmarshal(data, answer) != nil:
		return errElsewhere(status)
	}
	return nil
}

// errElsewhere is the fault of an answer that Supabase Auth does not give.
func errElsewhere(status int) error {
	return fault.New(fault.SinkIntercepted, fmt.Sprintf("something between here and the project answered the login in its place (%d)", status),
		"check DRIFTSYNC_URL: it is the project's own, without a path; else a proxy, a firewall or the login page of this network is in the way", nil)
}

// refusal is what the server says against a login. Its message is left out: it may
// quote what was sent.
type refusal struct {
	status int
	code   string
}

func (r *refusal) Error() string {
	if r.code == "" {
		return fmt.Sprintf("status %d", r.status)
	}
	return fmt.Sprintf("status %d, %s", r.status, r.code)
}

func newRefusal(status int, body []byte) *refusal {
	var e struct {
		Code  string `json:"error_code"`
		Error string `json:"error"` // of older servers
	}
	r := &refusal{status: status}
	if json.Unmarshal(body, &e) != nil {
		return r
	}
	for _, code := range []string{e.Code, e.Error} {
		if code != "" && len(code) <= 48 && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_0123456789") == "" {
			r.code = code
			break
		}
	}
	return r
}

// refusals says what the codes of Supabase Auth mean to a person.
var refusals = map[string]struct {
	code          fault.Code
	message, hint string
}{
	"invalid_credentials":     {fault.LoginRefused, "address or password is wrong", "try again, or reset the password in your team's dashboard"},
	"invalid_grant":           {fault.LoginRefused, "the login was not accepted", "log in again"},
	"email_not_confirmed":     {fault.LoginRefused, "the address is not confirmed", "follow the link in the mail that came at sign-up, then log in again"},
	"user_banned":             {fault.LoginRefused, "this user may not log in", "ask an admin of the project"},
	"otp_expired":             {fault.LoginExpired, "the code or link is wrong, too old or was used before", "run driftsync login again for a new one; where a scanner of mails opens each link first, use the browser or a password"},
	"otp_disabled":            {fault.LoginRefused, "this project does not know the address", "give --sign-up to make a user of it, if the project allows that, or ask an admin for an invitation"},
	"user_not_found":          {fault.LoginRefused, "this project does not know the address", "ask an admin of the project for an invitation"},
	"signup_disabled":         {fault.LoginRefused, "this project lets nobody sign up", "ask an admin of the project for an invitation"},
	"email_provider_disabled": {fault.LoginRefused, "this project allows no login by mail", "log in with the browser, or with --ask-password"},
	"email_address_invalid":   {fault.LoginRefused, "the project does not take this address", "check its spelling, or use another one"},
	"email_address_not_authorized": {fault.LoginRefused, "the project has no mail server of its own, and sends mails only to members of its Supabase organisation",
		"log in with the browser or a password, or have an admin set up SMTP"},
	"captcha_failed":             {fault.LoginRefused, "the project asks for a captcha, which a terminal cannot show", "log in with the browser"},
	"user_sso_managed":           {fault.LoginRefused, "this user logs in by single sign-on", "log in with the browser"},
	"flow_state_not_found":       {fault.LoginExpired, "the code was used already or is not of this login", "run driftsync login again"},
	"flow_state_already_used":    {fault.LoginExpired, "the code was used already", "run driftsync login again"},
	"flow_state_expired":         {fault.LoginExpired, "the code is too old", "run driftsync login again, and finish within five minutes"},
	"bad_code_verifier":          {fault.LoginRefused, "the code belongs to another login", "paste the code of the page that this command opened, or run driftsync login again"},
	"refresh_token_not_found":    {fault.SinkLogin, "the session was ended", "run driftsync login"},
	"refresh_token_already_used": {fault.SinkLogin, "the session was continued elsewhere", "run driftsync login"},
	"session_not_found":          {fault.SinkLogin, "the session was ended", "run driftsync login"},
	"session_expired":            {fault.SinkLogin, "the session is too old", "run driftsync login"},
	"over_request_rate_limit":    {fault.LoginLimited, "too many logins in a short time", "wait some minutes, then try again"},
	"over_email_send_rate_limit": {fault.LoginLimited, "too many mails in a short time", "wait a minute, or log in with the browser"},
	"provider_disabled":          {fault.LoginRefused, "the project does not offer this provider", "choose another with --provider, or use --email"},
	"validation_failed":          {fault.LoginRefused, "the server does not accept what was given", "check address, code or provider"},
}

func (r *refusal) fault() error {
	if known, ok := refusals[r.code]; ok {
		return fault.New(known.code, known.message, known.hint, r)
	}
	switch {
	case r.status == http.StatusTooManyRequests:
		return fault.New(fault.LoginLimited, "too many logins in a short time", "wait some minutes, then try again", r)
	case r.status >= 500 || r.status == http.StatusRequestTimeout:
		return fault.New(fault.SinkUnreachable, "the server cannot log in anyone now", "try again later", r)
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return fault.New(fault.SinkLogin, "the server does not accept the publishable key or the session",
			"compare DRIFTSYNC_KEY with the project's API settings, then run driftsync login", r)
	}
	return fault.New(fault.LoginRefused, "the server refused the login", HintLogin, r)
}

func (c *Client) unreachable(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return fault.New(fault.Interrupted, "interrupted", "log in again", nil)
	}
	if lasting := network.Explain(err, c.base.Hostname()); lasting != nil {
		return lasting
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return fault.New(fault.SinkUnreachable, "the project cannot be reached", "check DRIFTSYNC_URL and your connection, and HTTPS_PROXY where only a proxy leads out", err)
}
