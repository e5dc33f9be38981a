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
