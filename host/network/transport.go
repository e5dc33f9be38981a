// Package network is how a server is reached: the transport of all requests, and what
// the errors of a connection mean to a person.
package network

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
)

// perHost is more connections to one host than are ever in flight, so that none is made
// again.
const perHost = 16

// Transport returns a new transport that goes through the proxy of the environment.
// [Explain] knows its errors.
func Transport() *http.Transport { return through(http.ProxyFromEnvironment) }

// Shared is one transport for requests that come singly.
var Shared = sync.OnceValue(Transport)

// Proxy returns host and port of the proxy on the way to a URL, empty for none.
func Proxy(to string) string {
	r, err := http.NewRequest(http.MethodGet, to, nil)
	if err != nil {
		return ""
	}
	at, err := http.ProxyFromEnvironment(r)
	if err != nil || at == nil {
		return ""
	}
	return at.Host
}

func through(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = perHost
	t.Proxy = func(r *http.Request) (*url.URL, error) {
		at, err := proxy(r)
		if err != nil { // it quotes the setting, which may hold a password
			return nil, &proxyError{}
		}
		return at, admitRequest(r, at)
	}
	t.DialContext = dial
	t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode != http.StatusOK {
			return &proxyError{answer.StatusCode}
		}
		return nil
	}
	return t
}

// proxyError is a proxy that does not connect.
type proxyError struct {
	status int // of its answer; 0 where its address cannot be read
}

func (e *proxyError) Error() string {
	if e.status == 0 {
		return "no address of a proxy"
	}
	return fmt.Sprintf("the proxy answers %d", e.status)
}
