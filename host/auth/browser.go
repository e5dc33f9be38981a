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

// Flow is one login in a browser, with PKCE. The browser brings the code to a listener
// on a loopback address, once; the user may also paste it.
type Flow struct {
	client   *Client
	verifier string
	listener net.Listener
	server   *http.Server
	path     string // of the callback: its nonce stands in for a state, which Auth does not return
	url      string
	answers  chan answer
}

type answer struct {
	code string
	err  error
}

// Begin starts to listen. The caller closes the flow. Provider is one that the
// project offers, such as github.
func (c *Client) Begin(provider string) (*Flow, error) {
	// The address must be an IP literal: Supabase Auth admits any port of it without an
	// entry in the allow-list, but not the name localhost.
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fault.New(fault.LoginRefused, "no port on 127.0.0.1 can be opened", "use --email to log in by a code", err)
	}
	nonce := make([]byte, 16)
	rand.Read(nonce)
	f := &Flow{client: c, verifier: oauth2.GenerateVerifier(), listener: listener,
		path: "/cb/" + hex.EncodeToString(nonce), answers: make(chan answer, 1)}
	query := url.Values{
		"provider": {provider}, "redirect_to": {"http://" + listener.Addr().String() + f.path},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(f.verifier)}, "code_challenge_method": {"s256"},
	}
	f.url = c.base.String() + "/auth/v1/authorize?" + query.Encode()
	f.server = &http.Server{Handler: http.HandlerFunc(f.serve), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() { _ = f.server.Serve(listener) }() // ends with Close
	return f, nil
}

// URL is what the browser opens.
func (f *Flow) URL() string { return f.url }

// Close ends the listener, after the page that is being sent.
func (f *Flow) Close() error {
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
	a := fromQuery(r.URL.Query())
	if a.code == "" && a.err == nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	select {
	case f.answers <- a:
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

func fromQuery(q url.Values) answer {
	if refused := q.Get("error"); refused != "" {
		if refused == "access_denied" {
			return answer{err: fault.New(fault.LoginDenied, "the login was not granted", "run driftsync login again, and agree", nil)}
		}
		return answer{err: fault.New(fault.LoginRefused, "the provider refused the login", "run driftsync login again, or use --email", nil)}
	}
	return answer{code: q.Get("code")}
}

// errPaste is text that holds no code.
var errPaste = errors.New("no code")

// parsePaste takes a code, or the whole URL that a browser could not open.
func (f *Flow) parsePaste(text string) answer {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		if text == "" || len(text) > 512 || strings.ContainsAny(text, " \t?&=") {
			return answer{err: errPaste}
		}
		return answer{code: text}
	}
	u, err := url.Parse(text)
	if err != nil || u.Path != f.path && u.Query().Get("code") == "" {
		return answer{err: errPaste}
	}
	a := fromQuery(u.Query())
	if a.code == "" && a.err == nil {
		a.err = errPaste
	}
	return a
}

// Wait returns the session once the browser has come back or a line from paste holds
// a code. Paste may be nil. Complain gets the lines that hold none.
func (f *Flow) Wait(ctx context.Context, paste <-chan string, complain func(string)) (*Session, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, BrowserTime, errLate)
	defer cancel()
	for {
		var a answer
		select {
		case <-ctx.Done():
			return nil, ended(ctx)
		case a = <-f.answers:
		case line, open := <-paste:
			if !open {
				paste = nil
				continue
			}
			if a = f.parsePaste(line); errors.Is(a.err, errPaste) {
				complain("That is not a code. Paste the code, or the whole address that the browser shows:")
				continue
			}
		}
		if a.err != nil {
			return nil, a.err
		}
		return f.client.Exchange(ctx, a.code, f.verifier)
	}
}

var errLate = errors.New("no answer in time")

func ended(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), errLate) || errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return fault.New(fault.LoginTimeout, "nobody logged in while this command waited",
			"run driftsync login again; if the browser showed another page, paste the address it shows, or use --email", nil)
	}
	return fault.New(fault.Interrupted, "interrupted", "run driftsync login again", nil)
}
