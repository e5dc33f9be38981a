package network

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

// Contact is a host that this process made requests to, whether or not it answered.
type Contact struct {
	Host    string   `json:"host"`
	Port    string   `json:"port"`
	Methods []string `json:"methods"` // of HTTP, sorted; CONNECT of a proxy, POSTGRESQL of a database
}

// hosts is what this process may connect to, and what it connected to. There is one of
// it, since it is a promise about the process.
var hosts guard

type guard struct {
	mu       sync.Mutex
	ask      func() ([][]string, error)
	asked    bool
	lists    [][]string
	err      error
	contacts []Contact
}

// Restrict makes ask say where this process may connect to. It is asked once, before the
// first connection. A host must be in every list that it returns, as HOST or HOST:PORT;
// an empty list allows none, and an error ends every connection. Nil lifts all limits.
func Restrict(ask func() ([][]string, error)) {
	hosts.mu.Lock()
	defer hosts.mu.Unlock()
	hosts.ask, hosts.asked, hosts.lists, hosts.err, hosts.contacts = ask, false, nil, nil, nil
}

// Contacts returns the hosts of this process's connections since [Restrict], sorted.
func Contacts() []Contact {
	hosts.mu.Lock()
	defer hosts.mu.Unlock()
	all := []Contact{}
	for _, c := range hosts.contacts {
		c.Methods = slices.Clone(c.Methods)
		all = append(all, c)
	}
	return all
}

// Restricted reports whether there is a list of hosts, once a connection has asked.
func Restricted() bool {
	hosts.mu.Lock()
	defer hosts.mu.Unlock()
	return len(hosts.lists) > 0
}

// NoHost returns the first entry of a list that is neither HOST nor HOST:PORT, and whether
// there is one.
func NoHost(list []string) (entry string, found bool) {
	for _, entry := range list {
		host, port := split(entry)
		if host == "" || strings.Trim(port, "0123456789") != "" || strings.ContainsAny(host, "/*@ ") || strings.Contains(host, ":") && net.ParseIP(host) == nil {
			return entry, true
		}
	}
	return "", false
}

// Listed reports whether a list has the host of a URL.
func Listed(list []string, to *url.URL) bool { return listed(list, address(to)) }

func listed(list []string, address string) bool {
	host, port := split(address)
	return slices.ContainsFunc(list, func(entry string) bool {
		h, p := split(entry)
		return h == host && (p == "" || p == port)
	})
}

// split returns host and port, which may be empty, of an entry.
func split(entry string) (host, port string) {
	host, port, err := net.SplitHostPort(entry)
	if err != nil {
		host, port = strings.Trim(entry, "[]"), ""
	}
	return strings.ToLower(strings.TrimSuffix(host, ".")), port
}

// admit refuses a connection to "host:port" that a list lacks, and notes any other.
func (g *guard) admit(address, method string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.asked && g.ask != nil {
		g.lists, g.err = g.ask()
	}
	g.asked = true
	if g.err != nil {
		return g.err
	}
	host, port := split(address)
	for _, list := range g.lists {
		if !listed(list, address) {
			return fault.New(fault.PolicyHost, "no connection to "+net.JoinHostPort(host, port)+": it is not in the list of allowed hosts",
				"allow it with --allow-host "+host+", or with allowed_hosts in the organisation's policy if there is one", nil)
		}
	}
	if method != "" {
		g.note(host, port, method)
	}
	return nil
}

func (g *guard) note(host, port, method string) {
	at, found := slices.BinarySearchFunc(g.contacts, Contact{Host: host, Port: port}, func(a, b Contact) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.Port, b.Port))
	})
	if !found {
		g.contacts = slices.Insert(g.contacts, at, Contact{Host: host, Port: port})
	}
	c := &g.contacts[at]
	if at, found := slices.BinarySearch(c.Methods, method); !found {
		c.Methods = slices.Insert(c.Methods, at, method)
	}
}

var dialer = net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}

// dial opens the sockets of all HTTP requests. Their hosts were noted with the request.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	if err := hosts.admit(address, ""); err != nil {
		return nil, err
	}
	return dialer.DialContext(ctx, network, address)
}

// Dialer opens a connection to an address.
type Dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// Database returns the dialer of connections to a database server, which open makes. It
// wants the host by its name.
func Database(open Dialer) Dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if network != "unix" { // a file of this machine
			if err := hosts.admit(address, "POSTGRESQL"); err != nil {
				return nil, err
			}
		}
		return open(ctx, network, address)
	}
}

// admitRequest judges where a request goes, also behind a proxy, before there is a socket.
func admitRequest(r *http.Request, proxy *url.URL) error {
	if err := hosts.admit(address(r.URL), r.Method); err != nil || proxy == nil {
		return err
	}
	return hosts.admit(address(proxy), http.MethodConnect)
}

// address returns "host:port" of a URL.
func address(u *url.URL) string {
	port := map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port))
}
