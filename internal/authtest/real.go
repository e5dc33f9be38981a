package authtest

import (
	"bufio"
	"context"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/internal/pgtest"
)

// RealVariable names the program of a real Supabase Auth server. It stands in no
// registry, so tests that need it say "not run" without.
const RealVariable = "DRIFTSYNC_TEST_AUTH"

// Real is a project whose Auth is the real server, with its default templates.
type Real struct {
	URL      string // of the project: /auth/v1 is below it
	Database string
	mails    chan string
}

// NewReal starts the real server over a database of its own; both end with the test. It
// needs [pgtest.Main]. Settings are variables of the server, as NAME=VALUE.
func NewReal(t testing.TB, settings ...string) *Real {
	t.Helper()
	program := os.Getenv(RealVariable)
	if program == "" {
		t.Skip("not run: set " + RealVariable + " to a Supabase Auth server")
	}
	r := &Real{Database: pgtest.Shared(t).Database(t), mails: make(chan string, 16)}
	r.prepare(t)
	number, err := pgtest.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(number)
	r.URL = front(t, "http://127.0.0.1:"+port)
	host, smtp, _ := net.SplitHostPort(postbox(t, r.mails))
	c := exec.Command(program)
	c.Dir = t.TempDir()
	c.Env = append([]string{
		"PATH=/nowhere", "GOTRUE_API_HOST=127.0.0.1", "PORT=" + port, "API_EXTERNAL_URL=" + r.URL, "GOTRUE_SITE_URL=https://shop.example.org",
		"GOTRUE_DB_DRIVER=postgres", "DB_NAMESPACE=auth", "DATABASE_URL=" + strings.Replace(r.Database, "postgres@", "supabase_auth_admin@", 1),
		"GOTRUE_JWT_SECRET=a secret of the test server, at least 32 bytes", "GOTRUE_JWT_AUD=authenticated", "GOTRUE_JWT_DEFAULT_GROUP_NAME=authenticated", "GOTRUE_JWT_EXP=3600",
		"GOTRUE_SMTP_HOST=" + host, "GOTRUE_SMTP_PORT=" + smtp, "GOTRUE_SMTP_ADMIN_EMAIL=admin@example.org", "GOTRUE_SMTP_MAX_FREQUENCY=1ns",
		"GOTRUE_RATE_LIMIT_EMAIL_SENT=10000", "GOTRUE_RATE_LIMIT_OTP=10000", "GOTRUE_RATE_LIMIT_VERIFY=10000", "GOTRUE_LOG_LEVEL=error", "GOTRUE_API_MAX_REQUEST_DURATION=60s",
		"GOTRUE_MAILER_URLPATHS_CONFIRMATION=/auth/v1/verify", "GOTRUE_MAILER_URLPATHS_RECOVERY=/auth/v1/verify", "GOTRUE_MAILER_URLPATHS_INVITE=/auth/v1/verify",
	}, settings...)
	var said strings.Builder
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill() // one that has ended is ended
		_ = c.Wait()
	})
	r.await(t, &said)
	return r
}

// prepare makes what the server's own migrations expect.
func (r *Real) prepare(t testing.TB) {
	t.Helper()
	r.Exec(t, `do $$ begin
		if not exists (select from pg_roles where rolname = 'supabase_auth_admin') then create role supabase_auth_admin login noinherit createrole; end if;
		if not exists (select from pg_roles where rolname = 'postgres') then create role postgres; end if;
		execute format('grant create on database %I to supabase_auth_admin', current_database());
		execute format('alter role supabase_auth_admin in database %I set search_path = auth', current_database());
	end $$; create schema if not exists auth authorization supabase_auth_admin`)
}

// Exec runs statements at the server's database.
func (r *Real) Exec(t testing.TB, statements string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), r.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.WithoutCancel(t.Context()))
	if _, err := db.Exec(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}

// await waits until the server has migrated its schema and answers.
func (r *Real) await(t testing.TB, said fmt.Stringer) {
	t.Helper()
	end := time.Now().Add(time.Minute)
	for tick := time.NewTicker(50 * time.Millisecond); time.Now().Before(end); <-tick.C {
		res, err := http.Get(r.URL + "/auth/v1/health")
		if err != nil {
			continue
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return
		}
	}
	t.Fatalf("the Auth server does not answer: %s", said)
}

var href = regexp.MustCompile(`href="([^"]+)"`)

// Mail is one that the server sent.
type Mail struct{ Subject, Link string }

// Mail returns the next mail.
func (r *Real) Mail(t testing.TB) Mail {
	t.Helper()
	select {
	case raw := <-r.mails:
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		found := href.FindSubmatch(body)
		if found == nil {
			t.Fatalf("the mail has no link: %s", body)
		}
		return Mail{m.Header.Get("Subject"), html.UnescapeString(string(found[1]))}
	case <-time.After(20 * time.Second):
		t.Fatal("no mail")
	}
	return Mail{}
}

// front puts the server below /auth/v1, as a project's gateway does, and asks for the key.
func front(t testing.TB, auth string) string {
	t.Helper()
	to, err := url.Parse(auth)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(to)
			p.Out.URL.Path = strings.TrimPrefix(p.In.URL.Path, "/auth/v1")
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch open := strings.HasSuffix(r.URL.Path, "/verify") && r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/health"); {
		case !strings.HasPrefix(r.URL.Path, "/auth/v1/"):
			http.NotFound(w, r)
		case !open && r.Header.Get("apikey") != Key:
			write(w, http.StatusUnauthorized, map[string]string{"message": "No API key found in request"})
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(web.Close)
	return web.URL
}

// postbox takes mails, and returns its address.
func postbox(t testing.TB, mails chan<- string) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go take(conn, mails)
		}
	}()
	return l.Addr().String()
}

// take speaks as much SMTP as one sender needs.
func take(conn net.Conn, mails chan<- string) {
	defer conn.Close()
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") } // a sender that is gone needs no answer
	say("220 test ESMTP")
	for in := bufio.NewReader(conn); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case verb == "DATA":
			say("354 go on")
			var all strings.Builder
			for line, err = in.ReadString('\n'); err == nil && line != ".\r\n"; line, err = in.ReadString('\n') {
				all.WriteString(line)
			}
			mails <- all.String()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}
