package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/driftsync/driftsync/host/fault"
)

// BrowserTime is how long a login in the browser may take. A redirect that the server
// refuses never arrives, and says nothing.
const BrowserTime = 5 * time.Minute

// Flow is one login that ends in a browser, with PKCE. The browser brings the code to a
// listener on a loopback address, once; the user may also paste what it shows.
type Flow struct {
	client   *Client
	verifier string
	listener net.Listener // nil where a login by mail has none
	server   *http.Server
	path     string // of the callback: its nonce stands in for a state, which Auth does not return
	url      string
	email    string                   // of a login by mail
	parse    func(text string) answer // of what is pasted
	patience time.Duration
	arrived  chan answer
}

// answer is what a browser or a person brings: a way to a session, or the reason why
// there is none.
type answer struct {
	redeem func(context.Context) (*Session, error)
	err    error
}

// Begin starts to listen. The caller closes the flow. Provider is one that the
// project offers, such as github.
func (c *Client) Begin(provider string) (*Flow, error) {
	f := c.newFlow()
	if err := f.listen(); err != nil {
		return nil, fault.New(fault.LoginRefused, "no port on 127.0.0.1 can be opened", "use --email to log in by mail", err)
	}
	query := f.challenge()
	query.Set("provider", provider)
	query.Set("redirect_to", f.redirect())
	f.url = c.base.String() + "/auth/v1/authorize?" + query.Encode()
	f.parse, f.patience = f.parsePaste, BrowserTime
	return f, nil
}

func (c *Client) newFlow() *Flow {
	nonce := make([]byte, 16)
	rand.Read(nonce)
	return &Flow{client: c, verifier: oauth2.GenerateVerifier(), path: "/cb/" + hex.EncodeToString(nonce), arrived: make(chan answer, 1)}
}

func (f *Flow) listen() error {
	// The address must be an IP literal: Supabase Auth admits any port of it without an
	// entry in the allow-list, but not the name localhost.
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	f.listener = listener
	f.server = &http.Server{Handler: http.HandlerFunc(f.serve), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() { _ = f.server.Serve(listener) }() // ends with Close
	return nil
}

// redirect is where the browser is to end.
func (f *Flow) redirect() string { return "http://" + f.listener.Addr().String() + f.path }

func (f *Flow) challenge() url.Values {
	return url.Values{"code_challenge": {oauth2.S256ChallengeFromVerifier(f.verifier)}, "code_challenge_method": {"s256"}}
}

// URL is what the browser opens.
func (f *Flow) URL() string { return f.url }

// Close ends the listener, after the page that is being sent.
func (f *Flow) Close() error {
	if f.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := f.server.Shutdown(ctx); err != nil {
		return f.server.Close()
	}
	return nil
}

func (f *Flow) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	ours := subtle.ConstantTimeCompare([]byte(r.URL.Path), []byte(f.path)) == 1
	if r.Method != http.MethodGet || !ours || r.Host != f.listener.Addr().String() {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	a := f.fromQuery(r.URL.Query())
	if errors.Is(a.err, errPaste) {
		// A server that knows no PKCE puts the session behind a #, which no browser sends.
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, page("Copy the whole address of this page, and paste it where driftsync waits for it."))
		return
	}
	select {
	case f.arrived <- a:
	default: // one use
		w.WriteHeader(http.StatusGone)
		return
	}
	text := "driftsync has what it needs. You can close this page."
	if a.err != nil {
		text = "The login was not granted. You can close this page."
	}
	_, _ = io.WriteString(w, page(text)) // a browser that is gone needs no page
}

func page(text string) string {
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
		`<title>driftsync</title><style>body{font:1.2rem/1.5 system-ui;margin:20vh auto;max-width:32rem;padding:0 1rem;color-scheme:light dark}</style>` +
		`<p>` + text + `</p></html>`
}

// fromQuery reads what the server adds to the address where the browser ends.
func (f *Flow) fromQuery(q url.Values) answer {
	if q.Get("error") != "" || q.Get("error_code") != "" {
		return answer{err: refusedAt(q)}
	}
	code := q.Get("code")
	if code == "" || len(code) > maxCode {
		return answer{err: errPaste}
	}
	return f.exchange(code)
}

func (f *Flow) exchange(code string) answer {
	return answer{redeem: func(ctx context.Context) (*Session, error) { return f.client.Exchange(ctx, code, f.verifier) }}
}

// refusedAt is the fault that an address tells. What else it says is not shown: anyone may
// have written it.
func refusedAt(q url.Values) error {
	if known, ok := refusals[q.Get("error_code")]; ok {
		return fault.New(known.code, known.message, known.hint, nil)
	}
	if q.Get("error") == "access_denied" {
		return fault.New(fault.LoginDenied, "the login was not granted", "run driftsync login again, and agree", nil)
	}
	return fault.New(fault.LoginRefused, "the provider refused the login", "run driftsync login again, or use --email", nil)
}

// errPaste is text that holds nothing to log in with.
var errPaste = errors.New("no code")

// maxCode bounds a code, in bytes.
const maxCode = 512

// parsePaste takes a code, or the whole URL that a browser could not open.
func (f *Flow) parsePaste(text string) answer {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		if text == "" || len(text) > maxCode || strings.ContainsAny(text, " \t?&=") {
			return answer{err: errPaste}
		}
		return f.exchange(text)
	}
	u, err := url.Parse(text)
	if err != nil || u.Path != f.path && u.Query().Get("code") == "" {
		return answer{err: errPaste}
	}
	return f.fromQuery(u.Query())
}

// complaint is a reason to ask again. What was typed is not in it.
type complaint struct {
	text string // for the person
	last error  // where there is no further try
}

func (c *complaint) Error() string { return c.text }

// Wait returns the session once the browser has come back or a line from paste holds
// what leads to one. Paste may be nil. Complain gets the lines that do not.
func (f *Flow) Wait(ctx context.Context, paste <-chan string, complain func(string)) (*Session, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.patience, errLate)
	defer cancel()
	for {
		var a answer
		select {
		case <-ctx.Done():
			return nil, ended(ctx)
		case a = <-f.arrived:
		case line, open := <-paste:
			if !open {
				paste = nil
				continue
			}
			a = f.parse(line)
		}
		session, err := a.session(ctx)
		if errors.Is(err, errPaste) {
			err = &complaint{text: "That is not a code. Paste the code, or the whole address that the browser shows:"}
		}
		c, again := errors.AsType[*complaint](err)
		switch {
		case !again:
			return session, err
		case c.last != nil:
			return nil, c.last
		}
		complain(c.text)
	}
}

func (a answer) session(ctx context.Context) (*Session, error) {
	if a.err != nil {
		return nil, a.err
	}
	return a.redeem(ctx)
}

var errLate = errors.New("no answer in time")

func ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) { // errLate's, or an earlier one's
		return fault.New(fault.LoginTimeout, "nobody logged in while this command waited",
			"run driftsync login again; if the browser showed another page, paste the address it shows, or use --email", nil)
	}
	return fault.New(fault.Interrupted, "interrupted", "run driftsync login again", nil)
}
