package resttest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

var errJSON = &apiError{status: http.StatusBadRequest, Code: "PGRST102", Message: "Empty or invalid json"}

// insert is POST: 201 where a row was inserted, else 200.
func (s *Server) insert(ctx context.Context, tx pgx.Tx, r *http.Request, t *table, body []byte) (*answer, error) {
	columns, err := t.bodyColumns(r, body)
	if err != nil {
		return nil, err
	}
	if len(columns) == 0 {
		return &answer{status: http.StatusCreated, header: map[string]string{"Content-Range": "*/*"}}, nil
	}
	conflict := ""
	if target := r.URL.Query().Get("on_conflict"); target != "" || prefer(r, "resolution=merge-duplicates") {
		if conflict, err = t.onConflict(r, target, columns); err != nil {
			return nil, err
		}
	}
	sql := fmt.Sprintf(`with written as (
		insert into %s (%s) select %s from json_to_recordset($1::text::json) as body(%s)%s
		returning (xmax = 0) as inserted)
		select count(*), coalesce(bool_or(inserted), false) from written`,
		t.quoted(), list(columns), list(columns), t.declared(columns), conflict)
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		body = slices.Concat([]byte("["), body, []byte("]"))
	}
	var n int64
	var inserted bool
	if err := tx.QueryRow(ctx, sql, string(body)).Scan(&n, &inserted); err != nil {
		return nil, err
	}
	status := http.StatusOK
	if inserted || conflict == "" {
		status = http.StatusCreated
	}
	total := "*"
	if prefer(r, "count=exact") {
		total = fmt.Sprint(n)
	}
	return &answer{status: status, header: map[string]string{"Content-Range": "*/" + total}}, nil
}

func (t *table) onConflict(r *http.Request, target string, columns []string) (string, error) {
	if target == "" {
		return "", &apiError{status: http.StatusBadRequest, Code: "PGRST100", Message: "on_conflict is needed here"}
	}
	keys, err := t.columns(target)
	if err != nil {
		return "", err
	}
	if prefer(r, "resolution=ignore-duplicates") {
		return " on conflict (" + list(keys) + ") do nothing", nil
	}
	var set []string
	for _, c := range columns {
		set = append(set, quote(c)+" = excluded."+quote(c))
	}
	return " on conflict (" + list(keys) + ") do update set " + strings.Join(set, ", "), nil
}

// update is PATCH: 204, with the number of rows in Content-Range.
func (s *Server) update(ctx context.Context, tx pgx.Tx, r *http.Request, t *table, body []byte) (*answer, error) {
	columns, err := t.bodyColumns(r, body)
	if err != nil {
		return nil, err
	}
	where, err := t.where(r.URL.Query())
	if err != nil {
		return nil, err
	}
	var set []string
	for _, c := range columns {
		set = append(set, quote(c)+" = body."+quote(c))
	}
	sql := fmt.Sprintf(`with written as (
		update %s set %s from json_to_record($1::text::json) as body(%s)%s returning 1)
		select count(*) from written`,
		t.quoted(), strings.Join(set, ", "), t.declared(columns), where)
	var n int64
	if err := tx.QueryRow(ctx, sql, string(body)).Scan(&n); err != nil {
		return nil, err
	}
	span, total := "*", "*"
	if n > 0 {
		span = fmt.Sprintf("0-%d", n-1)
	}
	if prefer(r, "count=exact") {
		total = fmt.Sprint(n)
	}
	return &answer{status: http.StatusNoContent, header: map[string]string{"Content-Range": span + "/" + total}}, nil
}

// remove is DELETE.
func (s *Server) remove(ctx context.Context, tx pgx.Tx, r *http.Request, t *table) (*answer, error) {
	where, err := t.where(r.URL.Query())
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, "delete from "+t.quoted()+where); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent, header: map[string]string{"Content-Range": "*/*"}}, nil
}

// bodyColumns returns the columns to write: those named in the query, else the keys of
// the objects, which then have to be the same in each.
func (t *table) bodyColumns(r *http.Request, body []byte) ([]string, error) {
	if named := r.URL.Query().Get("columns"); named != "" {
		return t.columns(named)
	}
	var objects []map[string]json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		objects = append(objects, nil)
		if json.Unmarshal(body, &objects[0]) != nil {
			return nil, errJSON
		}
	} else if json.Unmarshal(body, &objects) != nil {
		return nil, errJSON
	}
	if len(objects) == 0 {
		return nil, nil
	}
	columns := slices.Sorted(maps.Keys(objects[0]))
	for _, o := range objects {
		if !slices.Equal(columns, slices.Sorted(maps.Keys(o))) {
			return nil, &apiError{status: http.StatusBadRequest, Code: "PGRST102", Message: "All object keys must match"}
		}
	}
	for _, c := range columns {
		if err := t.column(c); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

func list(columns []string) string {
	var all []string
	for _, c := range columns {
		all = append(all, quote(c))
	}
	return strings.Join(all, ", ")
}

func (t *table) declared(columns []string) string {
	var all []string
	for _, c := range columns {
		all = append(all, quote(c)+" "+t.types[c])
	}
	return strings.Join(all, ", ")
}
