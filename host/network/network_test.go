package network

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

// TestExplain makes real connections that fail, and wants the setting named that mends it.
func TestExplain(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, c := range []struct {
		name  string
		to    string
		proxy func(*http.Request) (*url.URL, error)
		want  string // part of message or hint; empty for an error that may pass
	}{
		{"unknown authority", server.URL, nil, "SSL_CERT_FILE"},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), nil, "without TLS"},
		{"a proxy that wants a login", server.URL, answering(t, 407), "http://USER:PASSWORD@HOST:PORT"},
		{"a proxy that forbids", server.URL, answering(t, 403), "NO_PROXY"},
		{"a proxy that cannot reach it", server.URL, answering(t, 502), ""},
		{"a proxy that is no address", server.URL, func(*http.Request) (*url.URL, error) { return nil, errors.New("secret") }, "HTTPS_PROXY"},
		{"a proxy that is not there", server.URL, to("http://127.0.0.1:1"), ""},
		{"nobody", "https://127.0.0.1:1", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			transport := through(func(*http.Request) (*url.URL, error) { return nil, nil })
			if c.proxy != nil {
				transport = through(c.proxy)
			}
			defer transport.CloseIdleConnections()
			_, err := (&http.Client{Transport: transport}).Get(c.to)
			if err == nil {
				t.Fatal("no error")
			}
			got := Explain(err, "db.example.org")
			f, ok := errors.AsType[*fault.Error](got)
			switch {
			case c.want == "" && got != nil:
				t.Errorf("%v is explained as %v", err, got)
			case c.want != "" && (!ok || f.Code != fault.SinkNetwork || !strings.Contains(f.Message+f.Hint, c.want)):
				t.Errorf("%v is explained as %+v", err, f)
			case strings.Contains(err.Error(), "secret"):
				t.Errorf("the error quotes the setting: %v", err)
			}
			if c.name == "a proxy that is not there" && !AtProxy(err) {
				t.Error("it was the proxy that was not reached")
			}
		})
	}
}

// Errors that no test can make happen without a network.
func TestExplain_Made(t *testing.T) {
	unknown := &net.DNSError{Name: "db.example.org", IsNotFound: true}
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "dial", Err: unknown}, "DRIFTSYNC_URL"},
		{&net.OpError{Op: "proxyconnect", Err: &net.OpError{Op: "dial", Err: unknown}}, "HTTPS_PROXY"},
		{&net.DNSError{IsTemporary: true}, ""},
		{&tls.CertificateVerificationError{Err: x509.HostnameError{Certificate: new(x509.Certificate), Host: "h"}}, "another host"},
		{&tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired}}, "clock"},
		{net.ErrClosed, ""},
	} {
		got := Explain(c.err, "db.example.org")
		if f, ok := errors.AsType[*fault.Error](got); ok != (c.want != "") || ok && !strings.Contains(f.Message+f.Hint, c.want) {
			t.Errorf("%v is explained as %+v", c.err, got)
		}
	}
	if f, ok := errors.AsType[*fault.Error](NeedsLogin("h")); !ok || !strings.Contains(f.Hint, "NO_PROXY") {
		t.Errorf("%v", f)
	}
}

// answering is a proxy that answers every connection with a status.
func answering(t *testing.T, status int) func(*http.Request) (*url.URL, error) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(s.Close)
	return to(s.URL)
}

func to(proxy string) func(*http.Request) (*url.URL, error) {
	return func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }
}

// A list of hosts stands before every socket, also after a redirect and behind a proxy.
func TestRestrict(t *testing.T) {
	t.Cleanup(func() { Restrict(nil) })
	var reached atomic.Int32
	count := func(h http.HandlerFunc) *httptest.Server {
		s := httptest.NewUnstartedServer(h)
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				reached.Add(1)
			}
		}
		s.Start()
		t.Cleanup(s.Close)
		return s
	}
	other := count(func(w http.ResponseWriter, _ *http.Request) {})
	server := count(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}
	})
	proxy := count(func(w http.ResponseWriter, _ *http.Request) {})
	host := func(s *httptest.Server) string { return strings.TrimPrefix(s.URL, "http://") }
	for _, c := range []struct {
		name    string
		lists   [][]string
		err     error
		path    string
		proxied bool
		want    int32  // sockets
		refused string // part of the message; empty where the request gets through
	}{
		{"no list", nil, nil, "/", false, 1, ""},
		{"listed", [][]string{{"127.0.0.1"}}, nil, "/", false, 1, ""},
		{"listed with its port", [][]string{{"db.example.org", host(server)}}, nil, "/", false, 1, ""},
		{"another", [][]string{{"db.example.org"}}, nil, "/", false, 0, "no connection to 127.0.0.1:"},
		{"another port", [][]string{{"127.0.0.1:1"}}, nil, "/", false, 0, "no connection to 127.0.0.1:"},
		{"in one list of two", [][]string{{"127.0.0.1"}, {"db.example.org"}}, nil, "/", false, 0, "no connection to"},
		{"empty list", [][]string{{}}, nil, "/", false, 0, "no connection to"},
		{"no policy can be read", nil, fault.New(fault.ConfigInvalid, "unreadable", "", nil), "/", false, 0, "unreadable"},
		{"redirected to another", [][]string{{host(server)}}, nil, "/away", false, 1, host(other)},
		{"a proxy that is not listed", [][]string{{host(server)}}, nil, "/", true, 0, host(proxy)},
		{"behind a listed proxy", [][]string{{host(proxy)}}, nil, "/", true, 0, host(server)},
		{"both", [][]string{{host(proxy), host(server)}}, nil, "/", true, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			reached.Store(0)
			Restrict(func() ([][]string, error) { return c.lists, c.err })
			by := func(*http.Request) (*url.URL, error) { return nil, nil }
			if c.proxied {
				by = to(proxy.URL)
			}
			transport := through(by)
			defer transport.CloseIdleConnections()
			res, err := (&http.Client{Transport: transport}).Get(server.URL + c.path)
			if err == nil {
				res.Body.Close()
			}
			if got := reached.Load(); got != c.want {
				t.Errorf("%d sockets, want %d", got, c.want)
			}
			if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
				t.Errorf("%v, want %q", err, c.refused)
			}
			if err != nil && Explain(err, "h") == nil {
				t.Error("it would be tried again")
			}
			if n := len(Contacts()); err == nil && n != 1+int(map[bool]int32{true: 1}[c.proxied]) {
				t.Errorf("contacts %v", Contacts())
			}
		})
	}
}

func TestNoHost(t *testing.T) {
	for _, good := range []string{"db.example.org", "DB.example.org.", "127.0.0.1:54321", "[::1]:443", "::1"} {
		if entry, found := NoHost([]string{good}); found {
			t.Errorf("%q is refused", entry)
		}
	}
	for _, bad := range []string{"", "https://db.example.org", "*.example.org", "a b", "user@host"} {
		if _, found := NoHost([]string{"good", bad}); !found {
			t.Errorf("%q is taken", bad)
		}
	}
}
