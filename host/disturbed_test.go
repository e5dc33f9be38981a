package host_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
)

// disturbance is one way in which a server, or what is before it, fails. It answers in
// the server's place, before or after the server has done its work.
type disturbance func(w http.ResponseWriter, r *http.Request, next http.Handler)

func status(code int, header, body string) disturbance {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		if name, value, ok := strings.Cut(header, ": "); ok {
			w.Header().Set(name, value)
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// cut ends the connection without an answer.
func cut() { panic(http.ErrAbortHandler) }

var disturbances = map[string]disturbance{
	"429 with Retry-After": status(429, "Retry-After: 0", `{"message":"slow down"}`),
	"429":                  status(429, "", ""),
	"500":                  status(500, "", `{"code":"XX000"}`),
	"502 in HTML":          status(502, "Content-Type: text/html", "<html><body>Bad gateway</body></html>"),
	"503":                  status(503, "", `{"code":"PGRST001"}`),
	"504":                  status(504, "", ""),
	"statement timeout":    status(500, "", `{"code":"57014","message":"canceling statement due to statement timeout"}`),
	"too large":            status(413, "", ""),
	"expired token":        status(401, "", `{"code":"PGRST303","message":"JWT expired"}`),
	"reset before":         func(http.ResponseWriter, *http.Request, http.Handler) { cut() },
	"half an answer":       status(200, "Content-Length: 100", "{"),
	"answer lost after commit": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		cut()
	},
	"slow": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		<-r.Context().Done() // the client gives up
	},
}

// disturbed is a bench whose destination is Postgres.
func disturbed(t *testing.T, c *cloud, template *bench) *world {
	t.Helper()
	w := newWorld(&bench{t: t, root: t.TempDir() + "/home/ada/shop", options: template.options}, t)
	w.live = c.live(w)
	w.folder(template.root, w.root)
	w.options.Root, w.options.StateDir = w.root, t.TempDir()
	w.options.Destination = c.destination(t, func(o *supabase.Options) { o.Timeout = 300 * time.Millisecond })
	return w
}

// TestPush_Disturbed pushes through each disturbance, which strikes now and then, until
// a push is complete. Every run gives a true account, and what is there at the end is
// what the databases hold.
func TestPush_Disturbed(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes a hundred times")
	}
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloud(t)
	for name, strike := range disturbances {
		t.Run(name, func(t *testing.T) {
			w := disturbed(t, c, template)
			for round, share := range []int{25} { // of a hundred requests
				w.churn(round, round)
				w.tried()
				c.Use(sometimes(share, strike))
				if r, err := w.try(); err == nil && r.Complete {
					continue
				}
				w.churn(round+1, round)
				w.tried()
				if _, err := w.try(); err != nil {
					w.account(err)
				}
			}
			c.Use(nil)
			r := w.push()
			if !r.Complete {
				t.Fatalf("incomplete: %+v, stopped %+v", r.Summary(), r.Stopped)
			}
			w.source = r.Source.String()
			w.pushed()
			w.compare(name)
		})
	}
}

// account checks what an error says of a push that could not end.
func (w *world) account(err error) {
	switch fault.Status(err) {
	case fault.ExitUnreachable, fault.ExitLogin, fault.ExitRefused:
	default:
		w.tb.Fatalf("status %d, %v", fault.Status(err), err)
	}
}

func sometimes(share int, strike disturbance) func(http.Handler) http.Handler {
	var mu sync.Mutex
	rng := rand.New(rand.NewPCG(1, uint64(share)))
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			struck := rng.IntN(100) < share
			mu.Unlock()
			if struck {
				strike(w, r, next)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A token that is revoked in the middle ends the run as one that is not logged in, and
// the next push goes on where it ended.
func TestPush_TokenRevoked(t *testing.T) {
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	w.tried()
	n := 0
	c.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if n++; n > 20 {
				status(401, "", `{"code":"PGRST301","message":"No suitable key"}`)(rw, r, next)
				return
			}
			next.ServeHTTP(rw, r)
		})
	})
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

// A server that is no TLS server where one is expected gets nothing.
func TestPush_TLSFailure(t *testing.T) {
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	w.options.Destination = c.destination(t, func(o *supabase.Options) { o.URL = strings.Replace(o.URL, "http:", "https:", 1) })
	if _, err := w.try(); !slices.Contains([]int{fault.ExitUnreachable, fault.ExitLogin}, fault.Status(err)) {
		t.Errorf("status %d, %v", fault.Status(err), err)
	}
	if got := c.Requests(); len(got) > 0 {
		t.Errorf("%d requests arrived", len(got))
	}
}
