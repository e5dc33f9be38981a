package resttest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// read is GET: at most MaxRows rows as a JSON array, 206 where a count was asked and
// there are more.
func (s *Server) read(ctx context.Context, tx pgx.Tx, r *http.Request, t *table) (*answer, error) {
	query := r.URL.Query()
	where, err := t.where(query)
	if err != nil {
		return nil, err
	}
	chosen, err := t.chosen(query.Get("select"))
	if err != nil {
		return nil, err
	}
	order, err := t.orderBy(query.Get("order"))
	if err != nil {
		return nil, err
	}
	limit := s.options.MaxRows
	if n, err := strconv.Atoi(query.Get("limit")); err == nil {
		limit = min(limit, n)
	}
	offset, _ := strconv.Atoi(query.Get("offset"))
	if strings.HasPrefix(r.Header.Get("Accept"), planType) {
		return explain(ctx, tx, fmt.Sprintf(`select %s from %s%s%s limit %d offset %d`, chosen, t.quoted(), where, order, limit, offset))
	}
	var body string
	var n int64
	sql := fmt.Sprintf(`select coalesce(json_agg(page), '[]')::text, count(*) from (select %s from %s%s%s limit %d offset %d) page`,
		chosen, t.quoted(), where, order, limit, offset)
	if err := tx.QueryRow(ctx, sql).Scan(&body, &n); err != nil {
		return nil, err
	}
	a := &answer{status: http.StatusOK, body: []byte(body)}
	total := "*"
	if prefer(r, "count=exact") {
		var all int64
		if err := tx.QueryRow(ctx, "select count(*) from "+t.quoted()+where).Scan(&all); err != nil {
			return nil, err
		}
		total = fmt.Sprint(all)
		if int64(offset)+n < all {
			a.status = http.StatusPartialContent
		}
	}
	span := "*"
	if n > 0 {
		span = fmt.Sprintf("%d-%d", offset, int64(offset)+n-1)
	}
	a.header = map[string]string{"Content-Range": span + "/" + total}
	return a, nil
}

// chosen returns the columns that a request names, as SQL.
func (t *table) chosen(named string) (string, error) {
	switch {
	case strings.Contains(named, "()"): // as hosted projects are set up
		return "", &apiError{status: http.StatusBadRequest, Code: "PGRST123", Message: "Use of aggregate functions is not allowed"}
	case named == "" || named == "*":
		return "*", nil
	}
	columns, err := t.columns(named)
	if err != nil {
		return "", err
	}
	return list(columns), nil
}

// planType asks for the plan in place of the rows, where PostgREST is set up to show it.
const planType = "application/vnd.pgrst.plan"

func explain(ctx context.Context, tx pgx.Tx, sql string) (*answer, error) {
	rows, err := tx.Query(ctx, "explain (costs off) "+sql)
	if err != nil {
		return nil, err
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return &answer{status: http.StatusOK, body: []byte(strings.Join(lines, "\n"))}, err
}

func (t *table) orderBy(order string) (string, error) {
	if order == "" {
		return "", nil
	}
	var parts []string
	for term := range strings.SplitSeq(order, ",") {
		name, rest, _ := strings.Cut(term, ".")
		if err := t.column(name); err != nil {
			return "", err
		}
		direction := " asc"
		if rest == "desc" || strings.HasPrefix(rest, "desc.") {
			direction = " desc"
		}
		if strings.HasSuffix(rest, "nullslast") {
			direction += " nulls last"
		}
		parts = append(parts, quote(name)+direction)
	}
	return " order by " + strings.Join(parts, ", "), nil
}

// call is POST to a function with named arguments.
func (s *Server) call(ctx context.Context, tx pgx.Tx, name string, body []byte) (*answer, error) {
	f, err := lookFunction(ctx, tx, name)
	if err != nil {
		return nil, err
	}
	var given map[string]json.RawMessage
	if json.Unmarshal(body, &given) != nil {
		return nil, errJSON
	}
	var args, declared []string
	for i, arg := range f.names {
		if _, ok := given[arg]; !ok && i >= f.required {
			continue
		} else if !ok {
			return nil, &apiError{status: http.StatusNotFound, Code: "PGRST202",
				Message: fmt.Sprintf("Could not find the function public.%s in the schema cache", name)}
		}
		args = append(args, quote(arg)+" := body."+quote(arg))
		declared = append(declared, quote(arg)+" "+f.types[i])
	}
	if len(args) == 0 {
		declared = []string{"nothing text"} // a record has at least one column
	}
	sql := fmt.Sprintf("select coalesce(to_json(%s(%s))::text, 'null') from json_to_record($1::text::json) as body(%s)",
		pgx.Identifier{"public", name}.Sanitize(), strings.Join(args, ", "), strings.Join(declared, ", "))
	var result string
	if err := tx.QueryRow(ctx, sql, string(body)).Scan(&result); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, header: map[string]string{"Content-Range": "0-0/*"}, body: []byte(result)}, nil
}
