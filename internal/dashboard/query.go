package dashboard

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
)

// MaxRows is the largest page of rows, the usual one of a Supabase project.
const MaxRows = 1000

// maxOffset bounds what a query may skip; who looks further filters.
const maxOffset = 1_000_000

// Query asks for one page of a view.
type Query struct {
	View    string
	Select  []string // columns; with Grouped those that the rows are counted by
	Grouped bool     // rows have a column count beside those of Select
	Where   []Filter // all hold
	Order   []Order
	Limit   int
	Offset  int
	Counted bool // the number of all rows is wanted
}

// Filter compares a column, as PostgREST's operator of that name does.
type Filter struct {
	Column string
	Not    bool
	Op     string
	Value  string
	List   []string // of in
}

// Order is one column of an order. Nulls come last in an ascending order and first in a
// descending one, as in Postgres, unless NullsLast is set.
type Order struct {
	Column     string
	Descending bool
	NullsLast  bool
}

// operators are those that filters may have.
var operators = []string{"eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "is", "in"}

// Parse reads the part of PostgREST's grammar that the pages use, and refuses everything else
// and what is not in the catalogue.
// https://docs.postgrest.org/en/stable/references/api/tables_views.html
func Parse(view string, values url.Values) (*Query, error) {
	columns, ok := views()[view]
	if !ok {
		return nil, refused("view")
	}
	q := &Query{View: view, Limit: 100}
	for key, all := range values {
		for _, value := range all {
			if err := q.take(columns, key, value); err != nil {
				return nil, err
			}
		}
	}
	if len(q.Select) == 0 && !q.Grouped {
		for _, c := range columns {
			q.Select = append(q.Select, c.name)
		}
	}
	// The parts of a map come in no order, and an answer may be kept by its query.
	slices.SortFunc(q.Where, func(a, b Filter) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return q, nil
}

func (q *Query) take(columns []column, key, value string) (err error) {
	switch key {
	case "select":
		return q.takeSelect(columns, value)
	case "order":
		return q.takeOrder(columns, value)
	case "limit":
		q.Limit, err = number(value, MaxRows)
		return err
	case "offset":
		q.Offset, err = number(value, maxOffset)
		return err
	}
	if find(columns, key) == nil {
		return refused("column")
	}
	f, err := parseFilter(key, value)
	q.Where = append(q.Where, f)
	return err
}

func (q *Query) takeSelect(columns []column, value string) error {
	for name := range strings.SplitSeq(value, ",") {
		switch {
		case name == "*":
			continue
		case name == "count()":
			q.Grouped = true
		case find(columns, name) == nil:
			return refused("column")
		default:
			q.Select = append(q.Select, name)
		}
	}
	return nil
}

func (q *Query) takeOrder(columns []column, value string) error {
	for term := range strings.SplitSeq(value, ",") {
		parts := strings.Split(term, ".")
		o := Order{Column: parts[0]}
		if find(columns, o.Column) == nil && o.Column != "count" {
			return refused("column")
		}
		for _, word := range parts[1:] {
			switch word {
			case "asc", "nullsfirst":
			case "desc":
				o.Descending = true
			case "nullslast":
				o.NullsLast = true
			default:
				return refused("order")
			}
		}
		q.Order = append(q.Order, o)
	}
	return nil
}

func parseFilter(name, value string) (Filter, error) {
	f := Filter{Column: name}
	value, f.Not = strings.CutPrefix(value, "not.")
	op, rest, ok := strings.Cut(value, ".")
	if !ok || !slices.Contains(operators, op) {
		return f, refused("comparison")
	}
	f.Op, f.Value = op, rest
	switch op {
	case "is":
		if rest != "null" && rest != "true" && rest != "false" {
			return f, refused("comparison")
		}
	case "in":
		list, ok := parseList(rest)
		if !ok {
			return f, refused("comparison")
		}
		f.List = list
	}
	return f, nil
}

// parseList reads (a,b,"c,d").
func parseList(text string) (list []string, ok bool) {
	text, open := strings.CutPrefix(text, "(")
	text, closed := strings.CutSuffix(text, ")")
	if !open || !closed {
		return nil, false
	}
	for text != "" {
		item := ""
		if text[0] == '"' {
			end := strings.IndexByte(text[1:], '"')
			if end < 0 {
				return nil, false
			}
			item, text = text[1:1+end], text[end+2:]
			if text = strings.TrimPrefix(text, ","); len(list) > MaxRows {
				return nil, false
			}
		} else {
			item, text, _ = strings.Cut(text, ",")
		}
		list = append(list, item)
	}
	return list, len(list) > 0
}

func number(text string, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, refused("number of rows")
	}
	return n, nil
}

func refused(what string) error {
	return fault.New(fault.DashboardQuery, "the address asks for a "+what+" that there is not", "start again from the first page", nil)
}

// values writes the query as PostgREST reads it.
func (q *Query) values() url.Values {
	v := url.Values{}
	columns := slices.Clone(q.Select)
	if q.Grouped {
		columns = append(columns, "count()")
	}
	v.Set("select", strings.Join(columns, ","))
	for _, f := range q.Where {
		text := f.Op + "." + f.Value
		if f.Not {
			text = "not." + text
		}
		v.Add(f.Column, text)
	}
	var order []string
	for _, o := range q.Order {
		text := o.Column
		if o.Descending {
			text += ".desc"
		}
		if o.NullsLast {
			text += ".nullslast"
		}
		order = append(order, text)
	}
	if len(order) > 0 {
		v.Set("order", strings.Join(order, ","))
	}
	v.Set("limit", strconv.Itoa(q.Limit))
	if q.Offset > 0 {
		v.Set("offset", strconv.Itoa(q.Offset))
	}
	return v
}
