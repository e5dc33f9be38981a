package supabase

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
)

// receipt looks for what only PostgREST says in an answer that has a good status: the
// range of rows that it is about, with their number where the request asks for it, and
// JSON where the request asks for something to read. Without that, somebody else has
// answered. Every PostgREST since version 7 says so, and hosted gateways pass it on.
func (r *request) receipt(h http.Header, body []byte) (rows int64, foreign bool) {
	rows, ok := rowsOf(h.Get("Content-Range"))
	switch {
	case !ok, r.counts && rows < 0:
		return 0, true
	case r.counts:
		return rows, false
	}
	return rows, !json.Valid(body)
}

// rowsOf reads the number of rows from a range such as "0-9/10" or "*/0"; it is -1 where
// the range does not name it.
func rowsOf(span string) (rows int64, ok bool) {
	at, total, ok := strings.Cut(span, "/")
	if !ok || at != "*" && !isRange(at) {
		return 0, false
	}
	if total == "*" {
		return -1, true
	}
	n, err := strconv.ParseUint(total, 10, 63)
	return int64(n), err == nil
}

func isRange(text string) bool {
	first, last, ok := strings.Cut(text, "-")
	_, err := strconv.ParseUint(first, 10, 63)
	_, lastErr := strconv.ParseUint(last, 10, 63)
	return ok && err == nil && lastErr == nil
}

// errElsewhere is the fault of an answer that is not the project's.
func errElsewhere(r reply) error {
	hint := "a proxy, a firewall or the login page of this network is in the way: open the project's URL in a browser, or ask those who run the network; then push again"
	if r.status == http.StatusNotFound {
		hint = "check DRIFTSYNC_URL with driftsync doctor --online; else a proxy or firewall is in the way"
	}
	return fault.New(fault.SinkIntercepted, fmt.Sprintf("something between here and the project answered %d in its place, and nothing of that counts as sent", r.status), hint, nil)
}
