package resttest

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// apiError is an error body of PostgREST's.
type apiError struct {
	status  int
	Code    string  `json:"code,omitempty"`
	Details *string `json:"details"`
	Hint    *string `json:"hint"`
	Message string  `json:"message"`
}

func (e *apiError) Error() string { return e.Code + ": " + e.Message }

func (s *Server) refuse(w http.ResponseWriter, err error) {
	e, ok := errors.AsType[*apiError](err)
	if !ok {
		e = &apiError{status: http.StatusServiceUnavailable, Code: "PGRST000", Message: err.Error()}
	}
	if e.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(e.status)
	json.NewEncoder(w).Encode(e)
}

// translate makes PostgREST's error of one of Postgres's.
func translate(err error, role string) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	e := &apiError{status: statusOf(pg.Code, role), Code: pg.Code, Message: pg.Message}
	if pg.Detail != "" {
		e.Details = &pg.Detail
	}
	if pg.Hint != "" {
		e.Hint = &pg.Hint
	}
	return e
}

func statusOf(code, role string) int {
	switch code {
	case "23503", "23505":
		return http.StatusConflict
	case "42501":
		if role == "anon" {
			return http.StatusUnauthorized
		}
		return http.StatusForbidden
	case "42P01", "42883":
		return http.StatusNotFound
	case "25006":
		return http.StatusMethodNotAllowed
	case "21000":
		return http.StatusInternalServerError
	case "P0001":
		return http.StatusBadRequest
	case "57P01":
		return http.StatusServiceUnavailable
	}
	for prefix, status := range map[string]int{"08": 503, "53": 503, "54": 413, "25": 500, "40": 500, "55": 500, "57": 500, "P0": 500} {
		if strings.HasPrefix(code, prefix) {
			return status
		}
	}
	return http.StatusBadRequest
}
