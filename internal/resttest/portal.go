package resttest

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// Portals answer in a server's place, as a login page, a filter or a gateway does that has
// not asked it.
var Portals = map[string]http.HandlerFunc{
	"a page with 200":  page(http.StatusOK, "Content-Type: text/html", "<html>blocked by policy</html>"),
	"an empty 200":     page(http.StatusOK, "", ""),
	"a bare 204":       page(http.StatusNoContent, "", ""),
	"JSON with 200":    page(http.StatusOK, "Content-Type: application/json", `{"status":"ok"}`),
	"a range of bytes": page(http.StatusOK, "Content-Range: bytes 0-29/30", "<html>blocked by policy</html>"),
	"a redirect":       page(http.StatusFound, "Location: http://login.example/", ""),
	"a page with 403":  page(http.StatusForbidden, "Content-Type: text/html", "<html>blocked by policy</html>"),
	"a page with 413":  page(http.StatusRequestEntityTooLarge, "Content-Type: text/html", "<html>too large</html>"),
}

func page(status int, header, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if name, value, ok := strings.Cut(header, ": "); ok {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Instead returns what puts an answer in the place of those requests that are of a kind, up
// to a number of times, and the number of times that it did.
func Instead(is func(*http.Request) bool, times int64, answer http.Handler) (struck *atomic.Int64, wrap func(http.Handler) http.Handler) {
	struck = new(atomic.Int64)
	return struck, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !is(r) || struck.Load() >= times {
				next.ServeHTTP(w, r)
				return
			}
			struck.Add(1)
			answer.ServeHTTP(w, r)
		})
	}
}
