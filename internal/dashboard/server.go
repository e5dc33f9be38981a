package dashboard

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

// policy lets a page load its own files and ask its own server, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// TokenHeader carries the token of a request for rows.
const TokenHeader = "X-Driftsync-Token"

// longest bounds one answer.
const longest = time.Minute

// Server answers one browser's questions about one source.
type Server struct {
	source   Source
	token    string
	listener net.Listener
	pages    fs.FS
}

// Listen takes a port of 127.0.0.1, any free one for 0. The caller calls [Server.Serve], or
// closes the source and leaves it at that.
func Listen(source Source, port int) (*Server, error) {
	listener, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fault.New(fault.DashboardPort, fmt.Sprintf("port %d of 127.0.0.1 cannot be opened", port),
			"another program may have it: name another one with --port, or none for any that is free", err)
	}
	return &Server{source: source, token: rand.Text(), listener: listener, pages: Pages()}, nil
}

// URL is the address to open. It holds the token behind the number sign, which a browser
// sends to nobody.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/#token=" + s.token }

// Serve answers until the context ends, lets what is under way end, and closes the source.
func (s *Server) Serve(ctx context.Context) error {
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 32 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(s.listener) }()
	select {
	case err := <-ended:
		return errors.Join(err, s.source.Close())
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		_ = server.Close() // what takes longer is given up
	}
	return s.source.Close()
}

// ServeHTTP answers a request under this very address: pages to everybody on this machine,
// rows to who has the token.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		w.Header().Set(name, value)
	}
	if err := s.admit(r); err != nil {
		answerFault(w, http.StatusForbidden, err)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only reading", http.StatusMethodNotAllowed)
		return
	}
	view, isRows := strings.CutPrefix(r.URL.Path, "/rest/v1/")
	if !isRows && r.URL.Path != "/about.json" {
		s.page(w, r)
		return
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get(TokenHeader)), []byte(s.token)) != 1 {
		answerFault(w, http.StatusUnauthorized, fault.New(fault.DashboardToken, "the request lacks the token of this dashboard",
			"open the address that driftsync dashboard printed, whole", nil))
		return
	}
	if !isRows {
		answer(w, s.source.About())
		return
	}
	s.rows(w, r, view)
}

// admit refuses requests that come under another name, as a name that resolves to this
// address would have them, or from another page.
func (s *Server) admit(r *http.Request) error {
	own := s.listener.Addr().String()
	if from := r.Header.Get("Origin"); r.Host != own || from != "" && from != "http://"+own {
		return fault.New(fault.DashboardHost, "the request is not for this address, or not from this page",
			"open the address that driftsync dashboard printed", nil)
	}
	return nil
}

// page serves a file of the pages. What is not a file is a place in them.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	text, err := fs.ReadFile(s.pages, name)
	if err != nil {
		if path.Ext(name) != "" {
			http.NotFound(w, r)
			return
		}
		name = "index.html"
		if text, err = fs.ReadFile(s.pages, name); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	w.Header().Set("Content-Type", mediaType(name))
	if r.Method == http.MethodGet {
		_, _ = w.Write(text)
	}
}

// mediaType does not ask the system, whose list may have another one for a script.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.FormatMediaType("text/plain", map[string]string{"charset": "utf-8"})
}

func (s *Server) rows(w http.ResponseWriter, r *http.Request, view string) {
	q, err := Parse(view, r.URL.Query())
	if err != nil {
		answerFault(w, http.StatusBadRequest, err)
		return
	}
	q.Counted = r.Header.Get("Prefer") == "count=exact"
	ctx, cancel := context.WithTimeout(r.Context(), longest)
	defer cancel()
	rows, total, err := s.source.Rows(ctx, q)
	if err != nil {
		answerFault(w, http.StatusBadGateway, err)
		return
	}
	all := "*"
	if total >= 0 {
		all = strconv.FormatInt(total, 10)
	}
	w.Header().Set("Content-Range", "*/"+all)
	answer(w, rows)
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // a browser that went away
}

// answerFault tells a page what a person can do. A fault holds no row value.
func answerFault(w http.ResponseWriter, status int, err error) {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = &fault.Error{Code: fault.Internal, Message: "the question was not answered", Hint: "try again"}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": f.Code, "message": f.Message, "hint": f.Hint})
}
