// Package resttest is a test server that writes to Postgres as PostgREST does: one
// transaction a request under the role and claims of its token, the whole body as one
// JSON parameter, and PostgREST's status and error codes. It knows what driftsync
// needs: POST with upsert, PATCH and GET with filters, and functions.
package resttest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Options of a server. Zero values mean what a hosted project has.
type Options struct {
	Database         string // connection string of a superuser
	Secret           []byte // of the HS256 tokens
	Key              string // publishable key that a request has to name
	StatementTimeout time.Duration
	MaxBody          int64 // bytes of a body, above which 413 is answered; 0 for no limit
	MaxRows          int   // rows that a read returns at most
	Connections      int   // to the database; 0 for 10, PostgREST's own default
}

// Request is what the server noted of a request.
type Request struct {
	Method string
	Path   string // without /rest/v1
	Query  string
	Status int
	Bytes  int // of the body that was read
	Header http.Header
}

// Server answers under /rest/v1/. It is safe for concurrent use.
type Server struct {
	options Options
	pool    *pgxpool.Pool
	schema  schemaCache

	mu       sync.Mutex
	wrap     func(http.Handler) http.Handler
	requests []Request
}

// Open connects to the database. The caller closes the server.
func Open(ctx context.Context, o Options) (*Server, error) {
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 8 * time.Second
	}
	if o.MaxRows == 0 {
		o.MaxRows = 1000
	}
	config, err := pgxpool.ParseConfig(o.Database)
	if err != nil {
		return nil, fmt.Errorf("parse connection string: %w", err)
	}
	if o.Connections == 0 {
		o.Connections = 10
	}
	config.MaxConns = int32(o.Connections)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open pool: %w", err)
	}
	return &Server{options: o, pool: pool}, nil
}

// Close ends the connections.
func (s *Server) Close() { s.pool.Close() }

// Pool returns the superuser's connections, for a test that looks behind the policies.
func (s *Server) Pool() *pgxpool.Pool { return s.pool }

// Use puts a handler around the server, to answer in its place, delay, or lose an
// answer. Nil takes it away.
func (s *Server) Use(wrap func(http.Handler) http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrap = wrap
}

// Requests returns what was asked since the last call, in order of completion.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	noted := s.requests
	s.requests = nil
	return noted
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	wrap := s.wrap
	s.mu.Unlock()
	noted := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	var size int
	var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client is gone
		}
		size = len(body)
		s.serve(w, r, body)
	})
	if wrap != nil {
		handler = wrap(handler)
	}
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests = append(s.requests, Request{Method: r.Method, Path: strings.TrimPrefix(r.URL.Path, prefix),
			Query: r.URL.RawQuery, Status: noted.status, Bytes: size, Header: r.Header.Clone()})
	}()
	handler.ServeHTTP(noted, r)
}

const prefix = "/rest/v1"

type statusWriter struct {
	http.ResponseWriter
	status int
}

// Unwrap gives a wrap the connection, to cut it.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	path, ok := strings.CutPrefix(r.URL.Path, prefix+"/")
	if !ok {
		s.refuse(w, &apiError{status: http.StatusNotFound, Message: "no Route matched with those values"})
		return
	}
	if r.Header.Get("apikey") != s.options.Key {
		s.refuse(w, &apiError{status: http.StatusUnauthorized, Message: "No API key found in request"})
		return
	}
	if s.options.MaxBody > 0 && int64(len(body)) > s.options.MaxBody {
		s.refuse(w, &apiError{status: http.StatusRequestEntityTooLarge, Message: "Request Entity Too Large"})
		return
	}
	claims, err := s.authenticate(r)
	if err != nil {
		s.refuse(w, err)
		return
	}
	answer, err := s.answer(r, path, claims, body)
	if err != nil {
		s.refuse(w, translate(err, claims.role))
		return
	}
	for name, value := range answer.header {
		w.Header().Set(name, value)
	}
	if answer.body != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(answer.status)
	w.Write(answer.body)
}

type answer struct {
	status int
	header map[string]string
	body   []byte
}

func (s *Server) answer(r *http.Request, path string, c *claims, body []byte) (*answer, error) {
	if r.Header.Get("Content-Encoding") != "" {
		return nil, &apiError{status: http.StatusBadRequest, Code: "PGRST102", Message: "Empty or invalid json"}
	}
	ctx := r.Context()
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	if err := s.assume(ctx, tx, r, c); err != nil {
		return nil, err
	}
	var a *answer
	if name, ok := strings.CutPrefix(path, "rpc/"); ok {
		a, err = s.call(ctx, tx, name, body)
	} else {
		a, err = s.table(ctx, tx, r, path, body)
	}
	if err != nil {
		return nil, err
	}
	return a, tx.Commit(ctx)
}

// assume sets role, claims and headers for the transaction, as PostgREST does.
func (s *Server) assume(ctx context.Context, tx pgx.Tx, r *http.Request, c *claims) error {
	headers := map[string]string{}
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = values[len(values)-1]
	}
	encoded, err := json.Marshal(headers)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `select set_config('search_path', 'public', true), set_config('role', $1, true),
		set_config('request.jwt.claims', $2, true), set_config('request.headers', $3, true),
		set_config('request.method', $4, true), set_config('statement_timeout', $5, true)`,
		c.role, c.raw, string(encoded), r.Method, fmt.Sprint(s.options.StatementTimeout.Milliseconds()))
	return err
}

func (s *Server) table(ctx context.Context, tx pgx.Tx, r *http.Request, name string, body []byte) (*answer, error) {
	t, err := s.schema.table(ctx, tx, name)
	if err != nil {
		return nil, err
	}
	switch r.Method {
	case http.MethodGet:
		return s.read(ctx, tx, r, t)
	case http.MethodPost:
		return s.insert(ctx, tx, r, t, body)
	case http.MethodPatch:
		return s.update(ctx, tx, r, t, body)
	case http.MethodDelete:
		return s.remove(ctx, tx, r, t)
	default:
		return nil, &apiError{status: http.StatusMethodNotAllowed, Code: "PGRST117", Message: "Unsupported HTTP method"}
	}
}
