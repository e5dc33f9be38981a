package resttest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

var operators = map[string]string{"eq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}

// reserved are the query parameters that are not filters.
var reserved = []string{"select", "columns", "on_conflict", "order", "limit", "offset"}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// where returns the condition that the filters of a query make, with its key word,
// or nothing.
func (t *table) where(query url.Values) (string, error) {
	var parts []string
	for column, filters := range query {
		if slices.Contains(reserved, column) {
			continue
		}
		if err := t.column(column); err != nil {
			return "", err
		}
		for _, f := range filters {
			condition, err := condition(f)
			if err != nil {
				return "", err
			}
			parts = append(parts, t.quoted()+"."+quote(column)+" "+condition)
		}
	}
	if len(parts) == 0 {
		return "", nil
	}
	slices.Sort(parts)
	return " where " + strings.Join(parts, " and "), nil
}

func condition(filter string) (string, error) {
	negated := ""
	if rest, ok := strings.CutPrefix(filter, "not."); ok {
		negated, filter = "not ", rest
	}
	op, value, ok := strings.Cut(filter, ".")
	switch {
	case ok && operators[op] != "" && negated == "":
		return operators[op] + " " + literal(value), nil
	case ok && op == "ilike" && negated == "":
		return "ilike " + literal(strings.ReplaceAll(value, "*", "%")), nil
	case ok && op == "is" && slices.Contains([]string{"null", "true", "false"}, value):
		return "is " + negated + value, nil
	case ok && op == "in" && strings.HasPrefix(value, "(") && strings.HasSuffix(value, ")"):
		var all []string
		for v := range strings.SplitSeq(value[1:len(value)-1], ",") {
			all = append(all, literal(strings.Trim(v, `"`)))
		}
		return negated + "in (" + strings.Join(all, ", ") + ")", nil
	}
	return "", &apiError{status: http.StatusBadRequest, Code: "PGRST100",
		Message: fmt.Sprintf("failed to parse filter (%s)", op)}
}

// columns splits a list of columns and checks each.
func (t *table) columns(list string) ([]string, error) {
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.Trim(name, `"`)
		if err := t.column(names[i]); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// prefer reports whether the Prefer headers hold the wish.
func prefer(r *http.Request, wish string) bool {
	for _, h := range r.Header.Values("Prefer") {
		for p := range strings.SplitSeq(h, ",") {
			if strings.TrimSpace(p) == wish {
				return true
			}
		}
	}
	return false
}
