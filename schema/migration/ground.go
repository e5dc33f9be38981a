package migration

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"
)

//go:embed sql/ground.sql.tmpl
var groundTemplate string

// Ground returns a query for what stands where the pending ones of the files would make
// something and is neither ours by its mark nor exactly Drift's: rows of kind, name and why.
// Drift's own three tables are looked at while marks are still to be made.
func Ground(files, pending []File) (string, error) {
	q := struct {
		Base, Context                 bool
		Relations, Functions, Schemas []string
	}{}
	for _, o := range Objects(files) {
		switch {
		case !slices.Contains(pending, o.File):
		case o.Kind == "schema":
			q.Schemas = append(q.Schemas, o.Name)
		case o.Schema != "public": // within a schema that is ours as a whole
		case o.Kind == "function":
			q.Functions = append(q.Functions, o.Name)
		default:
			q.Relations = append(q.Relations, o.Name)
		}
	}
	for _, f := range pending {
		q.Context = q.Context || f.Title() == "driftsync_base"
		q.Base = q.Base || q.Context || f.Title() == "driftsync_marks"
	}
	tmpl, err := template.New("ground").Funcs(template.FuncMap{"literal": literal}).Parse(groundTemplate)
	if err != nil {
		return "", fmt.Errorf("parse template: %w", err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, q); err != nil {
		return "", fmt.Errorf("write query: %w", err)
	}
	return b.String(), nil
}

// literal returns names, which need no quotes, as an array in SQL.
func literal(names []string) string { return "'{" + strings.Join(names, ",") + "}'::text[]" }

// Guard returns a migration to be applied before all others in a folder that the Supabase
// command line applies: it changes nothing, and ends with an error where something of the
// project's own is in the way.
func Guard(files []File) (string, error) {
	query, err := Ground(files, files)
	if err != nil {
		return "", err
	}
	return `-- driftsync: nothing of yours is taken over. This changes nothing; it ends the migrations
-- before they begin where something stands in their way.
do $guard$
declare
  clashes text;
begin
  select string_agg(kind || ' ' || name || ' ' || why, '; ') into clashes from (
` + query + `) found;
  if clashes is not null then
    raise exception 'driftsync: in the way, and not driftsync''s: %', clashes
      using errcode = '42P07', hint = 'use a Supabase project of its own for driftsync, or rename yours first; '
        'what Drift''s own client made is moved by driftsync schema apply --set-aside';
  end if;
end $guard$;
`, nil
}

// GuardTitle is how a history knows what [Guard] makes.
const GuardTitle = "driftsync_guard"
