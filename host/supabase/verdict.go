package supabase

import (
	"net/http"
	"strings"
)

// verdict says what an answer asks of the client.
type verdict uint8

const (
	accepted     verdict = iota
	tryLater             // the same request may succeed
	renewToken           // the token was refused
	tooMuch              // a smaller request may succeed
	badRow               // a row of the request is at fault
	noRight              // the policies refuse, or the source has a newer run
	wrongSchema          // a migration is missing
	destroyed            // project or source is gone
	ourFault             // a bug of this program
	notPermitted         // anything else that trying again does not change
	elsewhere            // the answer is not the project's
)

// reply is an answer by what decides about it.
type reply struct {
	status int
	code   string // SQLSTATE or PostgREST's own; empty where the answer is not PostgREST's
	// foreign is an answer that neither PostgREST nor the gateway before it gives
	foreign bool
	// ungranted is a refusal of a grant, and not of a policy
	ungranted bool
}

// succeeded reports whether the status is one of those that PostgREST gives to what it
// did. It says nothing about who gave it.
func (r reply) succeeded() bool {
	switch r.status {
	case http.StatusOK, http.StatusCreated, http.StatusNoContent, http.StatusPartialContent: // a page of a list
		return true
	}
	return false
}

// codes decide before the status does: PostgREST answers 500 for a statement that ran
// out of time, 403 or 401 for a policy that refuses.
var codes = map[string]verdict{
	"57014": tooMuch,
	"21000": ourFault,
	"23502": badRow, "23514": badRow, "PGRST102": badRow,
	"23503":    destroyed,
	"PGRST202": wrongSchema, "PGRST204": wrongSchema, "PGRST205": wrongSchema,
	"3F000": wrongSchema, "42P01": wrongSchema, "42703": wrongSchema, "42P10": wrongSchema, "42883": wrongSchema,
}

func (r reply) judge() verdict {
	switch {
	case r.succeeded() && r.foreign:
		return elsewhere
	case r.succeeded():
		return accepted
	case r.status == http.StatusUnauthorized && r.foreign:
		return elsewhere
	case r.status == http.StatusUnauthorized:
		return renewToken
	case r.code == "42501" && r.ungranted:
		return wrongSchema
	case r.code == "42501":
		return noRight
	case strings.HasPrefix(r.code, "22"), strings.HasPrefix(r.code, "54"): // 54000: too long for an index
		return badRow
	}
	if v, ok := codes[r.code]; ok {
		return v
	}
	switch {
	case r.status >= 500, r.status == http.StatusRequestTimeout, r.status == http.StatusTooEarly, r.status == http.StatusTooManyRequests:
		return tryLater
	case r.status == http.StatusRequestEntityTooLarge:
		return tooMuch
	case r.foreign, r.status == http.StatusForbidden: // PostgREST's own has a code
		return elsewhere
	}
	return notPermitted
}
