package host_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
)

// A token that is revoked in the middle ends the run as one that is not logged in, and
// the next push goes on where it ended.
func TestPush_TokenRevoked(t *testing.T) {
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	w.tried()
	c.Use(after(20, status(401, "", `{"code":"PGRST301","message":"No suitable key"}`)))
	r, err := w.try(func(o *host.Options) { o.Destination.Parallel = 1 })
	if fault.Status(err) != fault.ExitLogin || r.Summary().Sent == 0 || r.Summary().Pending == 0 {
		t.Fatalf("%v, %+v", err, r.Summary())
	}
	c.Use(nil)
	sent := r.Summary().Sent
	if r = w.push(); r.Full || r.Summary().Unchanged != sent {
		t.Errorf("full %v %s, %d unchanged of %d", r.Full, r.FullReason, r.Summary().Unchanged, sent)
	}
	w.source = r.Source.String()
	w.pushed()
	w.compare("the second push")
}

// A clock that is wrong by years decides nothing.
func TestPush_ClockSkew(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	for i, skew := range []time.Duration{-20 * 365 * 24 * time.Hour, 20 * 365 * 24 * time.Hour, 0} {
		w.churn(i, i)
		r := w.push(func(o *host.Options) { o.Now = func() time.Time { return time.Now().Add(skew) } })
		if r.Full && i > 0 {
			t.Errorf("a push was full: %s", r.FullReason)
		}
		w.source = r.Source.String()
		w.pushed()
		w.compare(fmt.Sprint(skew))
	}
}

// after passes the first requests on, and lets a disturbance have all later ones.
func after(requests int64, strike disturbance) func(http.Handler) http.Handler {
	var n atomic.Int64
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1) > requests {
				strike(w, r, next)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A token that expires in the middle is renewed once, by one request, and the push goes
// on. Where it cannot be renewed, the push ends as not logged in.
func TestPush_TokenExpires(t *testing.T) {
	c := newCloud(t)
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	expired := c.Token(t, c.user.ID, map[string]any{"exp": time.Now().Add(-time.Hour).Unix()})
	c.Use(after(20, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Header.Get("Authorization") == "Bearer "+c.user.Token {
			r.Header.Set("Authorization", "Bearer "+expired) // what the first one is from now on
		}
		next.ServeHTTP(w, r)
	}))
	w := disturbed(t, c, template)
	w.options.Destination = c.destination(t, func(o *supabase.Options) { o.Refresh = nil })
	w.tried()
	r, err := w.try()
	if fault.Status(err) != fault.ExitLogin || r.Summary().Sent == 0 || r.Summary().Pending == 0 {
		t.Fatalf("%v, %+v", err, r.Summary())
	}
	var renewed atomic.Int64
	w.options.Destination = c.destination(t, func(o *supabase.Options) {
		refresh := o.Refresh
		o.Refresh = func(ctx context.Context, refused string) (string, error) {
			renewed.Add(1)
			return refresh(ctx, refused)
		}
	})
	r = w.push()
	if !r.Complete || renewed.Load() != 1 {
		t.Errorf("complete %v, renewed %d times", r.Complete, renewed.Load())
	}
	w.ended(r, w.options.StateDir)
	w.compare("the second push")
}

// An account that loses its membership in the middle writes nothing more, and is told
// so; when it has it back, the next push completes the work.
func TestPush_MembershipEnds(t *testing.T) {
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	w.tried()
	member := func(active bool) {
		if _, err := c.Pool().Exec(t.Context(), "update user_tenant_mappings set active = $1 where user_id = $2", active, c.user.ID); err != nil {
			t.Error(err)
		}
	}
	c.Use(after(20, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		member(false)
		next.ServeHTTP(rw, r)
	}))
	r, err := w.try(func(o *host.Options) { o.Destination.Parallel = 1 })
	w.account("membership", r, err)
	if err == nil && len(r.Stopped) == 0 || r.Summary().Pending == 0 {
		t.Fatalf("%v, stopped %d, %+v", err, len(r.Stopped), r.Summary())
	}
	c.Use(nil)
	member(true)
	w.ended(w.push(), w.options.StateDir)
	w.compare("the membership is back")
}

// A server that is no TLS server where one is expected, and one whose certificate
// nobody vouches for, get nothing.
func TestPush_TLSFailure(t *testing.T) {
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	unknown := httptest.NewUnstartedServer(c.Server)
	unknown.Config.ErrorLog = log.New(io.Discard, "", 0)
	unknown.StartTLS()
	defer unknown.Close()
	for name, address := range map[string]string{"plain": strings.Replace(c.URL, "http:", "https:", 1), "unknown authority": unknown.URL} {
		c.user.Token = c.Token(t, c.user.ID, map[string]any{"iss": address + "/auth/v1"})
		w.options.Destination = c.destination(t, func(o *supabase.Options) { o.URL = address })
		if _, err := w.try(); fault.Status(err) != fault.ExitUnreachable {
			t.Errorf("%s: status %d, %v", name, fault.Status(err), err)
		}
		if got := c.Requests(); len(got) > 0 {
			t.Errorf("%s: %d requests arrived", name, len(got))
		}
	}
}

// Handshakes that fail in the middle end the push with what was confirmed kept; the next
// one completes it.
func TestPush_TLSFailsInTheMiddle(t *testing.T) {
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	var handshakes atomic.Int64
	var down atomic.Bool
	server := httptest.NewUnstartedServer(c.Server)
	server.Config.SetKeepAlivesEnabled(false) // each request shakes hands
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		if handshakes.Add(1) > 20 && down.Load() {
			return nil, errors.New("the certificate is gone")
		}
		return nil, nil
	}}
	server.StartTLS()
	defer server.Close()
	c.user.Token = c.Token(t, c.user.ID, map[string]any{"iss": server.URL + "/auth/v1"})
	w.options.Destination = c.destination(t, func(o *supabase.Options) { o.URL, o.HTTP = server.URL, server.Client() })
	down.Store(true)
	w.tried()
	r, err := w.try()
	if fault.Status(err) != fault.ExitUnreachable || r.Summary().Sent == 0 || r.Summary().Pending == 0 {
		t.Fatalf("%v, %+v", err, r.Summary())
	}
	down.Store(false)
	w.ended(w.push(), w.options.StateDir)
	w.compare("the certificate is back")
}
