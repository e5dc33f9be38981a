// Package supabase is the sink that writes to a Supabase project through its REST API,
// which is PostgREST, with the rights of the user whose access token it is given.
//
// It sends the bytes of a part as they are. Of a server's answer only the code is
// ever shown: its message may quote a row.
package supabase

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// Options of a sink. URL, Key, Token, Tenant and Project are needed.
type Options struct {
	URL     string // of the project, without /rest/v1; https, or http on loopback
	Key     string // publishable or anon key
	Tenant  uuid.UUID
	Project uuid.UUID

	// Token returns the access token to start with.
	Token func(context.Context) (string, error)
	// Refresh returns a token instead of one that was refused. It is called by one
	// request at a time. Nil where a token cannot be renewed.
	Refresh func(ctx context.Context, refused string) (string, error)
	// Issuer returns the issuer that tokens may name instead of URL: the one that the
	// project's own Auth was seen to use, empty for none. Nil where none is known.
	Issuer func() string

	HTTP     *http.Client           // nil for one of its own; redirects are never followed
	Attempts int                    // tries of a request that may succeed later; 0 for 3, see also [Sink.Patient]
	Timeout  time.Duration          // of one request; 0 for 60 s
	Refusals int                    // rows that a run may lose to the destination's refusal; 0 for 256
	Backoff  func() backoff.BackOff // waits between tries; nil for exponential ones with jitter
}

// Sink writes to one project. It is safe for concurrent use.
type Sink struct {
	base    *url.URL
	key     string
	tenant  uuid.UUID
	project uuid.UUID
	client  *http.Client
	session session

	attempts int
	patience time.Duration
	timeout  time.Duration
	waits    func() backoff.BackOff
	waiting  func(sink.Wait) // nil where nobody is told
	ending   context.Context // see [Sink.Until]

	budget  int64 // rows that may be refused in all
	refused atomic.Int64

	mu      sync.Mutex
	granted sink.Lease
	begun   bool
	// keepsKey says that the cloud schema notes which key names the rows.
	keepsKey bool
	lengths  map[string]int // by cloud table: the longest body that was taken, in bytes
}

var (
	_ sink.Sink   = (*Sink)(nil)
	_ sink.Waiter = (*Sink)(nil)
	_ sink.Ender  = (*Sink)(nil)
)

// New checks URL and key and returns a sink. It opens no connection.
func New(o Options) (*Sink, error) {
	s, err := open(o)
	if err != nil {
		return nil, err
	}
	if o.Tenant == uuid.Nil || o.Project == uuid.Nil {
		return nil, fault.New(fault.ConfigDestination, "tenant or project of the destination is missing",
			"run driftsync link, or set DRIFTSYNC_TENANT and DRIFTSYNC_PROJECT", nil)
	}
	return s, nil
}

// open is New before tenant and project are chosen.
func open(o Options) (*Sink, error) {
	base, err := auth.ParseURL(o.URL)
	if err != nil {
		return nil, err
	}
	if err := auth.CheckKey(o.Key); err != nil {
		return nil, err
	}
	if o.Token == nil {
		return nil, fault.New(fault.SinkLogin, "no access token for the destination", auth.HintLogin, nil)
	}
	s := &Sink{
		base: base, key: o.Key, tenant: o.Tenant, project: o.Project,
		client:   withoutRedirects(o.HTTP),
		session:  session{base: base, token: o.Token, refresh: o.Refresh, issuer: o.Issuer},
		attempts: o.Attempts, timeout: o.Timeout, waits: o.Backoff, budget: int64(o.Refusals), ending: context.Background(),
	}
	if s.attempts == 0 {
		s.attempts = 3
	}
	if s.timeout == 0 {
		s.timeout = time.Minute
	}
	if s.budget == 0 {
		s.budget = 256
	}
	if s.waits == nil {
		s.waits = func() backoff.BackOff {
			waits := backoff.NewExponentialBackOff()
			waits.MaxInterval = longestPause
			return waits
		}
	}
	return s, nil
}

// longestPause is the longest time between two tries, jitter left aside: a server that is
// back is not left waiting.
const longestPause = 8 * time.Second

// Patient has requests be tried for limit at least, and f told of it. It is called before
// the first request; f is called from several goroutines.
func (s *Sink) Patient(limit time.Duration, f func(sink.Wait)) { s.patience, s.waiting = limit, f }

// Until is [sink.Ender.Until].
func (s *Sink) Until(stop context.Context) { s.ending = stop }

// Destination returns the URL with the project's id behind it.
func (s *Sink) Destination() string { return s.base.String() + "#" + s.project.String() }

// Close ends idle connections. No write may be under way.
func (s *Sink) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

// lease returns what Begin was granted.
func (s *Sink) lease() (sink.Lease, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.granted, s.begun
}

// passed notes the length of a body that the destination took.
func (s *Sink) passed(t *schema.Table, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lengths == nil {
		s.lengths = make(map[string]int)
	}
	s.lengths[t.Cloud] = max(s.lengths[t.Cloud], size)
}

// longest returns the longest body of a table that the destination took, in bytes.
func (s *Sink) longest(t *schema.Table) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lengths[t.Cloud]
}

func withoutRedirects(given *http.Client) *http.Client {
	var client http.Client
	if given != nil {
		client = *given
	} else {
		client.Transport = network.Transport()
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}
