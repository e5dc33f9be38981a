package supabase

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// script answers requests in turn, the last entry again and again.
type script struct {
	mu      sync.Mutex
	answers []scripted
	seen    []*http.Request
	at      []time.Time
}

type scripted struct {
	status int
	body   string
	after  string // Retry-After
	date   string // Date
	span   string // Content-Range; "none" for none, empty for that of one row
	err    error
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.answers[min(len(s.seen), len(s.answers)-1)]
	s.seen = append(s.seen, r)
	s.at = append(s.at, time.Now())
	if a.err != nil {
		return nil, a.err
	}
	header := http.Header{}
	if a.after != "" {
		header.Set("Retry-After", a.after)
	}
	if a.date != "" {
		header.Set("Date", a.date)
	}
	if a.span != "none" {
		header.Set("Content-Range", cmp.Or(a.span, "*/1"))
	}
	return &http.Response{StatusCode: a.status, Header: header, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}

const ownIssuer = `{"iss":"https://project.example.org/auth/v1","n":`

// scriptedSink is a sink before a script, with a token that can be renewed.
func scriptedSink(t *testing.T, answers ...scripted) (*Sink, *script, *int) {
	t.Helper()
	s := &script{answers: answers}
	refreshed := 0
	o := options()
	o.HTTP = &http.Client{Transport: s}
	o.Token = func(context.Context) (string, error) { return jwt(ownIssuer + `0}`), nil }
	o.Refresh = func(context.Context, string) (string, error) {
		refreshed++
		return jwt(ownIssuer + strconv.Itoa(refreshed) + `}`), nil
	}
	out, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return out, s, &refreshed
}

func onePart() *sink.Part {
	return &sink.Part{Table: schema.Find("drift", "health_trends"), Kind: sink.Upsert, Columns: []string{"id"},
		Body: []byte(`[{"id":"a"}]`), Offsets: []uint32{1, 12}}
}

func TestSink_Retries(t *testing.T) {
	unavailable := scripted{status: 503, body: `{"code":"PGRST002"}`}
	for _, c := range []struct {
		name    string
		answers []scripted
		want    fault.Code // empty for success
		tries   int
		wait    time.Duration // at least, before the second try
	}{
		{"once", []scripted{{status: 201}}, "", 1, 0},
		{"then accepted", []scripted{unavailable, {status: 429}, {status: 200}}, "", 3, 100 * time.Millisecond},
		{"three times", []scripted{unavailable}, fault.SinkUnreachable, 3, 100 * time.Millisecond},
		{"transport", []scripted{{err: io.ErrUnexpectedEOF}, {status: 204}}, "", 2, 100 * time.Millisecond},
		{"transport without end", []scripted{{err: io.ErrUnexpectedEOF}}, fault.SinkUnreachable, 3, 0},
		{"Retry-After in seconds", []scripted{{status: 429, after: "7"}, {status: 200}}, "", 2, 7 * time.Second},
		{"Retry-After out of proportion", []scripted{{status: 503, after: "86400"}}, fault.SinkUnreachable, 1, 0},
		{"throttled without end", []scripted{{status: 429}}, fault.SinkThrottled, 3, 0},
		{"gateway's page", []scripted{{status: 502, body: "<html>"}, {status: 200}}, "", 2, 0},
		{"redirect", []scripted{{status: 302}}, fault.SinkIntercepted, 1, 0},
		{"a page with 200", []scripted{{status: 200, body: "<html>", span: "none"}}, fault.SinkIntercepted, 3, 0},
		{"a page with 200, once", []scripted{{status: 200, body: "<html>", span: "none"}, {status: 201}}, "", 2, 100 * time.Millisecond},
		{"an empty 200", []scripted{{status: 200, span: "none"}}, fault.SinkIntercepted, 3, 0},
		{"a bare 204", []scripted{{status: 204, span: "none"}}, fault.SinkIntercepted, 3, 0},
		{"a range without a number", []scripted{{status: 201, span: "*/*"}}, fault.SinkIntercepted, 3, 0},
		{"a range of bytes", []scripted{{status: 200, span: "bytes 0-9/10"}}, fault.SinkIntercepted, 3, 0},
		{"fewer rows", []scripted{{status: 201, span: "*/0"}}, fault.SinkRefused, 1, 0},
		{"a firewall's 403", []scripted{{status: 403, body: "<html>"}}, fault.SinkIntercepted, 1, 0},
		{"a firewall's 401", []scripted{{status: 401, body: "<html>"}}, fault.SinkIntercepted, 1, 0},
		{"a page not found", []scripted{{status: 404, body: "<html>"}}, fault.SinkIntercepted, 1, 0},
		{"too long, always", []scripted{{status: 413, body: "<html>"}}, fault.SinkIntercepted, 1, 0},
		{"login at a proxy", []scripted{{status: 407, body: "<html>"}}, fault.SinkNetwork, 1, 0},
		{"unknown host", []scripted{{err: &net.DNSError{IsNotFound: true}}}, fault.SinkNetwork, 1, 0},
		{"unknown authority", []scripted{{err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}}, fault.SinkNetwork, 1, 0},
		{"structure", []scripted{{status: 404, body: `{"code":"PGRST205"}`}}, fault.SinkSchema, 1, 0},
		{"duplicate", []scripted{{status: 500, body: `{"code":"21000"}`}}, fault.Internal, 1, 0},
		{"project gone", []scripted{{status: 409, body: `{"code":"23503"}`}}, fault.SinkGone, 1, 0},
		{"no grant", []scripted{{status: 403, body: `{"code":"42501","message":"permission denied for table cloud_health_trends"}`}}, fault.SinkSchema, 1, 0},
		{"paused", []scripted{{status: 540, body: "paused"}}, fault.SinkNetwork, 1, 0},
		{"out of its limit", []scripted{{status: 402, body: `{"message":"exceed_egress_quota"}`}}, fault.SinkNetwork, 1, 0},
		{"read-only", []scripted{{status: 405, body: `{"code":"25006","message":"cannot execute INSERT in a read-only transaction"}`}}, fault.SinkNetwork, 1, 0},
		{"not shown", []scripted{{status: 406, body: `{"code":"PGRST106"}`}}, fault.SinkSchema, 1, 0},
		{"being restored", []scripted{{status: 521, body: "<html>"}, {status: 503}, {status: 201}}, "", 3, 0},
		{"legacy keys switched off", []scripted{{status: 401, body: `{"message":"Legacy API keys are disabled","hint":"x"}`}}, fault.SinkLogin, 1, 0},
		{"unknown key", []scripted{{status: 401, body: `{"message":"Invalid API key","hint":"x"}`}}, fault.SinkLogin, 1, 0},
		{"key that did not arrive", []scripted{{status: 401, body: `{"message":"No API key found in request"}`}}, fault.SinkLogin, 1, 0},
		{"no time for one row", []scripted{{status: 500, body: `{"code":"57014"}`}}, fault.SinkUnreachable, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, seen, _ := scriptedSink(t, c.answers...)
				_, err := s.Write(t.Context(), onePart())
				if c.want == "" && err != nil {
					t.Fatal(err)
				}
				if c.want != "" {
					wantFault(t, err, c.want)
				}
				if len(seen.seen) != c.tries {
					t.Fatalf("%d requests, want %d", len(seen.seen), c.tries)
				}
				if c.wait > 0 && seen.at[1].Sub(seen.at[0]) < c.wait {
					t.Errorf("waited %s, want %s", seen.at[1].Sub(seen.at[0]), c.wait)
				}
			})
		})
	}
}

// TestSink_Patient has the destination be away for as long as a restart takes, and longer.
func TestSink_Patient(t *testing.T) {
	for name, away := range map[string]scripted{
		"refused": {err: &net.OpError{Op: "dial", Err: io.EOF}}, "answers 503": {status: 503}, "answers 521": {status: 521, body: "<html>"}, "throttled": {status: 429},
	} {
		t.Run(name, func(t *testing.T) {
			for _, c := range []struct {
				lasts time.Duration
				ok    bool
			}{{45 * time.Second, true}, {time.Hour, false}} {
				synctest.Test(t, func(t *testing.T) {
					s, seen, _ := scriptedSink(t, scripted{status: 201})
					began := time.Now()
					s.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
						if time.Since(began) < c.lasts {
							return (&script{answers: []scripted{away}}).RoundTrip(r)
						}
						return seen.RoundTrip(r)
					})
					var waits []sink.Wait
					s.Patient(time.Minute, func(w sink.Wait) { waits = append(waits, w) })
					_, err := s.Write(t.Context(), onePart())
					took := time.Since(began)
					switch {
					case c.ok && (err != nil || waits[len(waits)-1].For != "" || took > c.lasts+15*time.Second):
						t.Errorf("away for %s: %v after %s, %v", c.lasts, err, took, waits)
					case !c.ok && (fault.Status(err) != fault.ExitUnreachable || took < time.Minute || took > 80*time.Second):
						t.Errorf("away for good: %v after %s", err, took)
					case len(waits) < 5 || waits[0].For == "" || waits[0].Limit != time.Minute:
						t.Errorf("told %v", waits)
					}
				})
			}
		})
	}
}

// The project's Auth is away with the project, and is waited for as well.
func TestSink_PatientLogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, _ := scriptedSink(t, scripted{status: 401, body: `{"code":"PGRST303"}`}, scripted{status: 201})
		began, told := time.Now(), 0
		s.session.refresh = func(context.Context, string) (string, error) {
			if time.Since(began) < 30*time.Second {
				return "", fault.New(fault.SinkUnreachable, "the project cannot be reached", "try again", nil)
			}
			return jwt(ownIssuer + `1}`), nil
		}
		s.Patient(time.Minute, func(sink.Wait) { told++ })
		if _, err := s.Write(t.Context(), onePart()); err != nil || told < 3 {
			t.Errorf("%v, told %d times", err, told)
		}
		paused, _, _ := scriptedSink(t, scripted{status: 401, body: `{"code":"PGRST303"}`})
		paused.session.refresh = func(context.Context, string) (string, error) { return "", auth.Closed(540, nil) }
		paused.Patient(time.Minute, func(sink.Wait) { t.Error("a paused project is waited for") })
		_, err := paused.Write(t.Context(), onePart())
		wantFault(t, err, fault.SinkNetwork)
	})
}

// A run that is to end waits for nothing: not for another try, not for a connection, and
// before its lease not for an answer. What is on its way afterwards arrives.
func TestSink_Until(t *testing.T) {
	hanging := func(connected bool, lasts time.Duration) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if connected {
				httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
			}
			select {
			case <-time.After(lasts):
				return (&script{answers: []scripted{{status: 201}}}).RoundTrip(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		})
	}
	const stop = 5 * time.Second
	for _, c := range []struct {
		name  string
		to    http.RoundTripper
		begun bool
		last  sink.Tried // empty where the write arrives
		took  time.Duration
	}{
		{"between tries", &script{answers: []scripted{{err: io.ErrUnexpectedEOF}}}, true, "could not reach project.example.org", stop},
		{"away", &script{answers: []scripted{{status: 503, body: `{"code":"PGRST002"}`}}}, true, "project.example.org answered 503 PGRST002", stop},
		{"for a connection", hanging(false, time.Hour), true, "could not reach project.example.org", stop},
		{"before the lease", hanging(true, 9*time.Second), false, "project.example.org had not answered", stop},
		{"on its way", hanging(true, 9*time.Second), true, "", 9 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _, _ := scriptedSink(t)
				s.client.Transport, s.begun = c.to, c.begun
				stopping, cancel := context.WithTimeout(t.Context(), stop)
				defer cancel()
				s.Patient(time.Minute, nil)
				s.Until(stopping)
				began := time.Now()
				_, err := s.Write(t.Context(), onePart())
				if took := time.Since(began); took != c.took {
					t.Errorf("ended after %s, want %s", took, c.took)
				}
				if c.last == "" && err == nil {
					return
				}
				wantFault(t, err, fault.Interrupted)
				if last, _ := errors.AsType[sink.Tried](err); last != c.last {
					t.Errorf("tried last: %q, want %q", last, c.last)
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// What a fault says of its tries is what happened.
func TestSink_Retries_Told(t *testing.T) {
	for _, c := range []struct {
		answer scripted
		want   string
	}{
		{scripted{status: 503}, "the destination answers 503 after 3 attempts"},
		{scripted{status: 503, body: `{"code":"PGRST002"}`}, "the destination answers 503 PGRST002 after 3 attempts"},
		{scripted{status: 429, after: "86400"}, "the destination answers 429 and asks to be left alone for 1440 minutes"},
		{scripted{err: io.ErrUnexpectedEOF}, "the destination does not answer after 3 attempts"},
		{scripted{err: &net.OpError{Op: "proxyconnect", Err: io.EOF}}, "the proxy does not answer after 3 attempts"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, _, _ := scriptedSink(t, c.answer)
			_, err := s.Write(t.Context(), onePart())
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Message != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestSink_RetryAfterDate(t *testing.T) {
	for name, skew := range map[string]time.Duration{"right": 0, "behind": 20 * 365 * 24 * time.Hour, "ahead": -20 * 365 * 24 * time.Hour} {
		t.Run("a clock that is "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := time.Now().Add(skew).UTC()
				refusal := scripted{status: 503, after: server.Add(20 * time.Second).Format(http.TimeFormat)}
				if skew != 0 {
					refusal.date = server.Format(http.TimeFormat)
				}
				s, seen, _ := scriptedSink(t, refusal, scripted{status: 200})
				if _, err := s.Write(t.Context(), onePart()); err != nil {
					t.Fatal(err)
				}
				if got := seen.at[1].Sub(seen.at[0]); got < 19*time.Second || got > 21*time.Second {
					t.Errorf("waited %s, want 20 s", got)
				}
			})
		})
	}
}

func TestSink_Cancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s, _, _ := scriptedSink(t, scripted{status: 503, after: "60"})
		go func() {
			time.Sleep(time.Second)
			cancel()
		}()
		began := time.Now()
		if _, err := s.Write(ctx, onePart()); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v, want the cancellation", err)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("ended after %s", took)
		}
	})
}

func TestSink_Refresh(t *testing.T) {
	expired := scripted{status: 401, body: `{"code":"PGRST303"}`}
	t.Run("once", func(t *testing.T) {
		s, seen, refreshed := scriptedSink(t, expired, scripted{status: 201})
		if _, err := s.Write(t.Context(), onePart()); err != nil {
			t.Fatal(err)
		}
		if *refreshed != 1 || len(seen.seen) != 2 {
			t.Fatalf("%d refreshes, %d requests", *refreshed, len(seen.seen))
		}
		if seen.seen[0].Header.Get("Authorization") == seen.seen[1].Header.Get("Authorization") {
			t.Error("the refused token was sent again")
		}
	})
	t.Run("not twice", func(t *testing.T) {
		s, _, refreshed := scriptedSink(t, expired)
		_, err := s.Write(t.Context(), onePart())
		wantFault(t, err, fault.SinkLogin)
		if *refreshed != 1 {
			t.Errorf("%d refreshes, want 1", *refreshed)
		}
	})
	t.Run("no way to", func(t *testing.T) {
		s, seen, _ := scriptedSink(t, expired)
		s.session.refresh = nil
		_, err := s.Write(t.Context(), onePart())
		wantFault(t, err, fault.SinkLogin)
		if len(seen.seen) != 1 {
			t.Errorf("%d requests, want 1", len(seen.seen))
		}
	})
	t.Run("to a foreign token", func(t *testing.T) {
		s, seen, _ := scriptedSink(t, expired)
		s.session.refresh = func(context.Context, string) (string, error) {
			return jwt(`{"iss":"https://evil.example/auth/v1"}`), nil
		}
		_, err := s.Write(t.Context(), onePart())
		wantFault(t, err, fault.SinkLogin)
		if len(seen.seen) != 1 {
			t.Error("the foreign token was sent")
		}
	})
}

// TestSession_RenewsOnce lets many requests find the same token refused.
func TestSession_RenewsOnce(t *testing.T) {
	base, err := auth.ParseURL("https://project.example.org")
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	s := &session{base: base, current: "old", refresh: func(context.Context, string) (string, error) {
		calls++
		return jwt(ownIssuer + `1}`), nil
	}}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if token, renewed, err := s.renew(t.Context(), "old"); err != nil || !renewed || token == "old" {
				t.Errorf("renewed %v, %v", renewed, err)
			}
		})
	}
	all.Wait()
	if calls != 1 {
		t.Errorf("%d refreshes, want 1", calls)
	}
}

// TestSink_RequestShape pins what goes over the wire.
func TestSink_RequestShape(t *testing.T) {
	s, seen, _ := scriptedSink(t, scripted{status: 201})
	p := onePart()
	p.Columns = []string{"tenant_id", "id"}
	if _, err := s.Write(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	r := seen.seen[0]
	if got, want := r.URL.String(), "https://project.example.org/rest/v1/cloud_health_trends?columns=tenant_id,id&on_conflict=sync_source_id,id"; got != want {
		t.Errorf("URL %s, want %s", got, want)
	}
	for name, want := range map[string]string{
		"Prefer": "resolution=merge-duplicates,return=minimal,count=exact", "Content-Type": "application/json", "Content-Encoding": "",
		"Apikey": s.key, "Authorization": "Bearer " + jwt(ownIssuer+`0}`), "X-Drift-Tenant": s.tenant.String(),
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.ContentLength != int64(len(p.Body)) {
		t.Errorf("length %d, want %d", r.ContentLength, len(p.Body))
	}
}

func TestSink_FaultsHoldNoServerText(t *testing.T) {
	const value = "a row's own value"
	for _, code := range []string{"42501", "PGRST204", "23503", "23505", "21000", "57014", "XX000", "22P02"} {
		synctest.Test(t, func(t *testing.T) {
			body := `{"code":"` + code + `","message":"` + value + `","details":"` + value + `","hint":"` + value + `"}`
			s, _, _ := scriptedSink(t, scripted{status: 500, body: body})
			s.budget = 0
			_, err := s.Write(t.Context(), onePart())
			if err == nil || strings.Contains(err.Error(), value) {
				t.Errorf("%s: %v", code, err)
			}
		})
	}
}

func TestSink_Lease(t *testing.T) {
	s, _, _ := scriptedSink(t, scripted{status: 200})
	_, err := s.Sweep(t.Context(), schema.Find("drift", "functions"))
	wantFault(t, err, fault.Internal)
	wantFault(t, s.Finish(t.Context(), &sink.Run{}), fault.Internal)
	_, err = s.Begin(t.Context(), sink.Start{Tenant: uuid.New(), Project: s.project})
	wantFault(t, err, fault.Internal)
}
