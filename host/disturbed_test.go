package host_test

import (
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
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
	"duplicate in a body":  status(500, "", `{"code":"21000","message":"ON CONFLICT DO UPDATE command cannot affect row a second time"}`),
	"a page with 200": func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		resttest.Portals["a page with 200"](w, r)
	},
	"half an answer": status(200, "Content-Length: 100", "{"),
	"half a refusal": status(400, "Content-Length: 100", `{"code":"22`),
	"cut in the body": func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		reset(w)
	},
	"cut in the answer": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, "[{")
		reset(w)
	},
	"answer lost after commit": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		cut()
	},
	"slow": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		<-r.Context().Done() // the client gives up
	},
}

// reset ends the connection as a middlebox does that forgot it: with RST, and not FIN.
func reset(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	_ = control.Flush()
	conn, _, err := control.Hijack()
	if err != nil {
		cut()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// disturbed is a bench whose destination is Postgres.
func disturbed(t *testing.T, c *cloud, template *bench) *world {
	t.Helper()
	w := newWorld(&bench{t: t, root: t.TempDir() + "/home/ada/shop", options: template.options}, t)
	w.live = c.live(w)
	w.folder(template.root, w.root)
	w.options.Root, w.options.StateDir = w.root, t.TempDir()
	w.options.Destination = c.destination(t)
	return w
}

// TestPush_Disturbed pushes through each disturbance, which strikes now and then, and then
// without one. Every run gives a true account, and what is there at the end is what the
// databases hold.
func TestPush_Disturbed(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes dozens of times")
	}
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloud(t)
	w := disturbed(t, c, template)
	round := 0
	for _, name := range slices.Sorted(maps.Keys(disturbances)) {
		t.Run(name, func(t *testing.T) {
			w.bench.t, w.tb = t, t
			hurried := c.destination(t, func(o *supabase.Options) { o.Timeout = time.Second })
			struck, wrap := sometimes(25, disturbances[name]) // of a hundred requests
			for struck.Load() == 0 {
				round++
				w.churn(round, round)
				w.tried()
				c.Use(wrap)
				r, err := w.try(func(o *host.Options) {
					if name == "slow" { // else a machine under load looks as if it hung
						o.Destination = hurried
					}
				})
				c.Use(nil)
				w.account(name, r, err)
			}
			w.churn(round+1, round)
			w.tried()
			w.ended(w.push(), w.options.StateDir)
			w.compare(name)
		})
	}
}

// account checks what is said of a push that was disturbed: it is complete, or names
// what failed, and every row that was read has its fate.
func (w *world) account(name string, r *host.Result, err error) {
	switch fault.Status(err) {
	case fault.ExitOK, fault.ExitUnreachable, fault.ExitLogin, fault.ExitRefused:
	case fault.ExitFailure: // a bug of ours is what only a server can tell us of
		if name != "duplicate in a body" {
			w.tb.Fatalf("%v", err)
		}
	default:
		w.tb.Fatalf("status %d, %v", fault.Status(err), err)
	}
	if err == nil && !r.Complete && len(r.Stopped) == 0 && len(r.Quarantined) == 0 {
		w.tb.Errorf("an incomplete push names no reason: %+v", r.Summary())
	}
	for _, t := range r.Tables {
		if t.Read != t.Unchanged+t.Sent+t.Dropped+t.Quarantined+t.Pending {
			w.tb.Errorf("%s: counts do not add up: %+v", t.Name, t.Counts)
		}
		if err == nil && len(r.Stopped) == 0 && t.Pending > 0 {
			w.tb.Errorf("%s: %d rows are pending after a push without an error", t.Name, t.Pending)
		}
	}
}

// sometimes strikes a share of the requests, of a hundred, and counts how often it did.
func sometimes(share int, strike disturbance) (*atomic.Int64, func(http.Handler) http.Handler) {
	var mu sync.Mutex
	var times atomic.Int64
	rng := rand.New(rand.NewPCG(1, uint64(share)))
	return &times, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			struck := rng.IntN(100) < share
			mu.Unlock()
			if struck {
				times.Add(1)
				strike(w, r, next)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
