package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/schema"
)

// skewed is the difference of clocks from which tokens look expired or not yet valid.
const skewed = time.Minute

func (o *Options) cloud() (url, key string, skip []Finding) {
	if o.Config == nil || o.Config.Cloud.URL == "" {
		return "", "", one(Skip, "no Supabase project is configured", "")
	}
	if !o.Config.URLTrusted {
		return "", "", one(Skip, "the project's own URL is not trusted", "")
	}
	return strings.TrimRight(o.Config.Cloud.URL, "/"), o.Config.Cloud.Key, nil
}

func checkServer(ctx context.Context, o *Options) []Finding {
	url, key, skip := o.cloud()
	if skip != nil {
		return skip
	}
	date := new(clock)
	client, err := auth.NewClient(url, key, date)
	if err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	settings, err := client.Settings(ctx)
	if err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	all := one(Pass, fmt.Sprintf("%s answers%s; logins: %s", url, throughProxy(url), strings.Join(logins(settings), ", ")), "")
	all = append(all, checkKeyKind(key))
	all = append(all, checkSigning(ctx, client)...)
	all = append(all, checkSignUp(settings)...)
	if d := date.skew; date.known && (d > skewed || d < -skewed) {
		all = append(all, Finding{Status: Warn, Text: fmt.Sprintf("the clock of this machine differs from the server's by %s", d.Round(time.Second)),
			Hint: "set it: tokens look expired otherwise"})
	}
	return all
}

func logins(s *auth.Settings) []string {
	var names []string
	for name, on := range s.External {
		if on {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// checkKeyKind looks at the key alone: one that the project does not know has failed before.
func checkKeyKind(key string) Finding {
	if strings.HasPrefix(key, "sb_publishable_") {
		return Finding{Status: Pass, Text: "the key is a publishable key"}
	}
	return Finding{Status: Warn, Text: "the key is a legacy anon key, which the project's owner can switch off at any time",
		Hint: "set DRIFTSYNC_KEY to the project's publishable key, sb_publishable_..., where it has one"}
}

// checkSigning says how tokens are signed. An older server does not tell.
func checkSigning(ctx context.Context, c *auth.Client) []Finding {
	names, err := c.Algorithms(ctx)
	switch {
	case err != nil:
		return nil
	case len(names) == 0:
		return one(Pass, "access tokens are signed with a shared secret (HS256)", "")
	}
	return one(Pass, "access tokens are signed with keys of the project's own ("+strings.Join(names, ", ")+")", "")
}

// checkSignUp tells what a project lets strangers do.
func checkSignUp(s *auth.Settings) []Finding {
	if s.DisableSignup {
		return one(Pass, "nobody can sign up without an invitation", "")
	}
	all := one(Warn, "anyone can sign up at this project; an account without a tenant sees no row, but can learn common values of columns from the database's planner",
		"switch sign-ups off in the dashboard under Authentication, Sign In, if only invited people are to come: see SECURITY.md")
	if s.Unconfirmed {
		all = append(all, Finding{Status: Warn, Text: "addresses are not confirmed: anyone can sign up under any",
			Hint: "switch on Confirm email in the dashboard under Authentication, Sign In, before you invite by address"})
	}
	return all
}

// throughProxy names the proxy on the way to a URL, without its login.
func throughProxy(url string) string {
	if host := network.Proxy(url); host != "" {
		return " through the proxy " + host
	}
	return ""
}

// clock is a transport that compares the server's clock with this machine's.
type clock struct {
	skew  time.Duration
	known bool
}

func (c *clock) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := network.Shared().RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		c.skew, c.known = time.Since(at), true
	}
	return res, nil
}

func checkSchema(ctx context.Context, o *Options) []Finding {
	url, key, skip := o.cloud()
	switch {
	case skip != nil:
		return skip
	case !o.loggedIn():
		return one(Skip, "not logged in", "run driftsync login")
	}
	account, err := o.account(url, key)
	if err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	defer account.Close()
	lacks, err := account.Lacks(ctx)
	if err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	if len(lacks) > 0 {
		return one(Fail, fmt.Sprintf("the cloud schema lacks %d tables, columns, views or functions", len(lacks)), "see driftsync schema diff, then driftsync schema apply")
	}
	return one(Pass, "the cloud schema has every table, column, view and function", "")
}

func (o *Options) loggedIn() bool { return o.TokensErr == nil && o.Tokens.Origin() != "" }

func (o *Options) account(url, key string) (*supabase.Account, error) {
	return supabase.NewAccount(supabase.Options{URL: url, Key: key, Token: o.Tokens.Token, Refresh: o.Tokens.Refresh, Issuer: o.Tokens.Issuer})
}

// checkPolicies asks for a row of every table without a login, to which row-level security
// answers none, and with one for policies that are not driftsync's.
func checkPolicies(ctx context.Context, o *Options) []Finding {
	url, key, skip := o.cloud()
	if skip != nil {
		return skip
	}
	var open []string
	asked := 0
	for _, t := range schema.Synced() {
		rows, err := anonymous(ctx, url, key, t.Cloud)
		if f, ok := errors.AsType[*fault.Error](err); ok { // of the list of hosts
			return []Finding{failed(Fail, "", f)}
		}
		if err != nil {
			return one(Fail, "the tables cannot be asked for", "check the connection, then run driftsync doctor --check policies")
		}
		asked++
		if rows > 0 {
			open = append(open, t.Cloud)
		}
	}
	if len(open) > 0 {
		return one(Fail, "anyone can read "+strings.Join(open, ", "), "another policy was added to them: see `supabase db advisors`, and drop it")
	}
	all := one(Pass, fmt.Sprintf("%d tables show no row without a login", asked), "")
	if !o.loggedIn() {
		return append(all, Finding{Status: Skip, Text: "policies are not looked at: not logged in", Hint: "run driftsync login"})
	}
	return append(all, openTables(ctx, o, url, key))
}

// openTables lists policies that let more through than driftsync's do: policies are OR-ed.
func openTables(ctx context.Context, o *Options, url, key string) Finding {
	account, err := o.account(url, key)
	if err != nil {
		return failed(Fail, "", err)
	}
	defer account.Close()
	open, err := account.Open(ctx)
	switch {
	case err != nil:
		return failed(Warn, "policies cannot be looked at", err)
	case len(open) > 0:
		return Finding{Status: Fail, Text: "open beside driftsync's own policies: " + strings.Join(open, "; "),
			Hint: "drop these policies in the SQL editor, and switch row-level security on"}
	}
	return Finding{Status: Pass, Text: "no table has a policy that is not driftsync's"}
}

func anonymous(ctx context.Context, url, key, table string) (rows int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/rest/v1/"+table+"?select=id&limit=1", nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("apikey", key)
	client := http.Client{Transport: network.Shared(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil || res.StatusCode != http.StatusOK {
		return 0, err
	}
	var list []json.RawMessage
	if json.Unmarshal(body, &list) != nil {
		return 0, nil
	}
	return len(list), nil
}
