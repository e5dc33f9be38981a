package main

import (
	"reflect"

	"github.com/driftsync/driftsync/host/fault"
)

// guide is what help and docs say of a command beside its flags; one that stands beside its
// command is a method of it, see [guided]. The examples run as a
// test, in the order of this file, in one project.
type guide struct {
	command  string // its path
	examples []example
	statuses []int    // with which it may end, beside 0, 1 and 80
	see      []string // other commands and topics of docs
}

type example struct {
	line   string
	what   string
	status int // with which it ends in the test
}

// reading are the statuses of whatever reads the project's configuration and databases.
var reading = []int{fault.ExitConfig, fault.ExitSource}

// redacting are those of whatever runs plugins over the project.
var redacting = []int{fault.ExitConfig, fault.ExitSource, fault.ExitPluginRefuse, fault.ExitPluginFail}

// pushing are those of whatever sends.
var pushing = []int{fault.ExitPartial, fault.ExitLogin, fault.ExitConfig, fault.ExitSource, fault.ExitPluginRefuse, fault.ExitPluginFail,
	fault.ExitGuard, fault.ExitRefused, fault.ExitUnreachable, fault.ExitInterrupt, fault.ExitTerminated}

// asking are those of whatever asks the server.
var asking = []int{fault.ExitLogin, fault.ExitConfig, fault.ExitPluginRefuse, fault.ExitRefused, fault.ExitUnreachable}

func guides() []guide {
	all := append(startGuides(), syncGuides()...)
	all = append(all, lookGuides()...)
	all = append(all, moreGuides()...)
	all = append(all, pluginGuides()...)
	all = append(all, endGuides()...)
	return append(all, ownGuides(reflect.TypeFor[cli]())...)
}

// guided is a command that has its guide beside it.
type guided interface{ guide() guide }

// ownGuides returns the guides of the commands of a struct that are guided.
func ownGuides(commands reflect.Type) (all []guide) {
	for i := range commands.NumField() {
		field := commands.Field(i)
		if _, isCommand := field.Tag.Lookup("cmd"); !isCommand || field.Type.Kind() != reflect.Struct {
			continue
		}
		if g, ok := reflect.New(field.Type).Interface().(guided); ok {
			all = append(all, g.guide())
		}
		all = append(all, ownGuides(field.Type)...)
	}
	return all
}

// guideTo returns the guide of a command, an empty one where there is none.
func guideTo(command string) guide {
	for _, g := range guides() {
		if g.command == command {
			return g
		}
	}
	return guide{}
}

func startGuides() []guide {
	return []guide{
		{"login", []example{
			{"driftsync login --url https://PROJECT.supabase.co --key PUBLISHABLE_KEY", "in the browser, or by paste; the project is remembered", 0},
			{"driftsync login --with-token < token", "with an access token of a user, for an hour", 0},
			{"driftsync login --email ada@example.org", "on a terminal, by the code or the link in a mail; elsewhere status 80", fault.ExitUsage},
			{"driftsync login --email ada@example.org --password-stdin < password", "without a browser", 0},
		}, asking, []string{"link project", "logout", "docs environment"}},
		{"link project", []example{
			{"driftsync link --tenant team --project shop", "by name; what is missing is made", 0},
			{"driftsync link", "the only tenant, and a project named as this folder", 0},
			{"driftsync --json link", "the ids, for a script", 0},
		}, asking, []string{"link invite", "schema apply", "push", "docs config"}},
		{"link invite", []example{
			{"driftsync link invite bob@example.org --role viewer", "who may read; no mail is sent", 0},
			{"driftsync link invite bob@example.org --role member", "who may push, too; it says what was there before", 0},
			{"driftsync link invite bob@example.org --role viewer", "lowers the one that is open: only with --lower", 15},
		}, asking, []string{"link members", "link revoke"}},
		{"link members", []example{
			{"driftsync link members", "with their roles, and open invitations", 0},
			{"driftsync --json link members --tenant team", "for a script", 0},
		}, asking, []string{"link invite", "link revoke"}},
		{"link revoke", []example{
			{"driftsync link revoke bob@example.org", "an invitation that was not taken up", 0},
			{"driftsync link revoke bob@example.org --member", "and the membership, at once: nobody is left", 15},
		}, asking, []string{"link members", "source handover"}},
		{"demo", []example{
			{"driftsync demo --dir sample", "a project with planted secrets, and a push of it to a file", 0},
			{"driftsync demo --from src --rows 2000 --dir small", "with the names of a source tree of yours", 0},
			{"driftsync demo --only-generate empty --rows 900", "the project alone", 0},
		}, []int{fault.ExitConfig}, []string{"push", "preview"}},
	}
}

func syncGuides() []guide {
	return []guide{
		{"push", []example{
			{"driftsync push --to file:out.db", "look at what would leave: a SQLite file with the tables of the cloud", 0},
			{"driftsync push", "send what changed to the linked project", 0},
			{"driftsync push --dry-run --out plan --exit-code", "the exact request bodies, unsent; 5 if there are any", 0},
			{"driftsync push --table 'memory_*' --table functions", "only some tables", 0},
			{"driftsync push --full --report report.html", "everything, with a page for the auditor", 0},
		}, append([]int{fault.ExitPending}, pushing...), []string{"status", "preview", "report show", "docs exit-codes"}},
		{"status", []example{
			{"driftsync status", "what is there, who would push, what changed", 0},
			{"driftsync status --pending", "count what a push would send", 0},
			{"driftsync status --to file:out.db --exit-code", "for a script: 5 when there may be something to send", 0},
		}, append([]int{fault.ExitPending}, reading...), []string{"push", "doctor"}},
		{"check", []example{
			{"driftsync check", "what changed since the last check; for a commit hook", 0},
			{"driftsync check --full", "every row; for CI", 0},
			{"driftsync --json check", "findings by table, column and reason", 0},
		}, []int{fault.ExitPartial, fault.ExitConfig, fault.ExitSource, fault.ExitPluginRefuse, fault.ExitPluginFail, fault.ExitGuard},
			[]string{"preview", "quarantine list", "docs guard"}},
		{"watch", []example{
			{"driftsync watch", "until Ctrl-C", 0},
			{"driftsync watch --to file:out.db --settle 10s", "wait longer for Drift to end", 0},
		}, pushing, []string{"push", "status"}},
		{"cortex sync", []example{
			{"driftsync cortex sync", "push, and tell cortex.db what arrived", 0},
			{"driftsync --json cortex sync --full", "the result in the form of Cortex", 0},
		}, pushing, []string{"cortex status", "push"}},
		{"cortex status", []example{
			{"driftsync cortex status", "is the cloud there, and what waits for it?", 0},
			{"driftsync --json cortex status --db .cortex/cortex.db", "as Drift calls it", 0},
		}, reading, []string{"cortex resolve", "status"}},
		{"cortex resolve", []example{
			{"driftsync cortex resolve --memory m1 --resolution local_wins", "keep the memory that is here", 0},
			{"driftsync cortex resolve --memory m1 --resolution manual", "no conflict is open any more: status 1", 1},
		}, asking, []string{"cortex status"}},
		{"cloud push", []example{
			{"driftsync cloud push", "as Drift's own client", 0},
			{"driftsync cloud push -f json --full", "its JSON", 0},
		}, []int{2}, []string{"push"}},
		{"cloud status", []example{
			{"driftsync cloud status", "as Drift's own client", 0},
			{"driftsync cloud status -f json", "its JSON", 0},
		}, []int{2}, []string{"status"}},
		{"cloud redact", []example{
			{"driftsync cloud redact < rows.jsonl", "what Drift's own redactRow should give, line by line", 0},
		}, []int{2}, []string{"preview", "plugins explain"}},
		{"mcp", []example{
			{"driftsync mcp", "tools that push, preview and tell the status, for the linked project", 0},
			{"driftsync mcp --to file:out.db", "the same, into a file", 0},
		}, reading, []string{"cortex sync", "docs privacy"}},
	}
}

func lookGuides() []guide {
	return []guide{
		{"dashboard", []example{
			{"driftsync dashboard", "what the last push from here sent; --open opens the browser", 0},
			{"driftsync dashboard --from file:out.db", "of a file, without an account", 0},
		}, asking, []string{"push", "status", "source primary"}},
		{"preview", []example{
			{"driftsync preview --table violations", "rows before and after, with the rule that took something", 0},
			{"driftsync preview --db cortex --sample 1", "one row of every table of a database", 0},
			{"driftsync preview --html preview.html --sample 20", "a page to look at in a browser", 0},
		}, redacting, []string{"plugins explain", "check", "docs guard"}},
		{"prove", []example{
			{"driftsync prove", "plant secrets, paths, code and names into a copy, and see whether any would leave", 0},
			{"driftsync prove --seed 7 --html proof.html", "the same values each time, and a page of what became of them", 0},
			{"driftsync --json prove", "by class, kind, column and spelling", 0},
		}, append([]int{0, fault.ExitInterrupt, fault.ExitTerminated}, redacting...), []string{"check", "report show", "docs guard"}},
		{"quarantine list", []example{
			{"driftsync quarantine list", "how many rows stay here, and why", 0},
			{"driftsync --json quarantine list --to file:out.db", "at another destination", 0},
		}, reading, []string{"quarantine show", "preview", "docs guard"}},
		{"quarantine show", []example{
			{"driftsync quarantine show", "every row by its digest", 0},
			{"driftsync --json quarantine show", "for a script", 0},
		}, reading, []string{"quarantine list"}},
		{"quarantine retry", []example{
			{"driftsync quarantine retry", "after the values were fixed, or a plugin was changed", 0},
			{"driftsync quarantine retry --to file:out.db", "at another destination", 0},
		}, pushing, []string{"quarantine list", "push"}},
		{"quarantine drop", []example{
			{"driftsync quarantine drop", "needs --yes", 80},
			{"driftsync quarantine drop --yes", "the next push that meets such rows reports them as new", 0},
		}, reading, []string{"quarantine list"}},
		{"source list", []example{
			{"driftsync source list --to file:out.db", "of a file", 0},
			{"driftsync --json source list --to file:out.db", "for a script", 0},
		}, asking, []string{"source adopt", "source retire"}},
		{"source adopt", []example{
			{"driftsync source adopt 0198c0de --to file:out.db", "an id that source list does not show", 10},
		}, asking, []string{"source list", "push"}},
		{"source rename", []example{
			{"driftsync source rename ci ci-old", "frees the name ci; by name or id", 0},
		}, asking, []string{"source list", "source handover"}},
		{"source primary", []example{
			{"driftsync source primary ci-old", "what dashboards show from now on", 0},
		}, asking, []string{"source list"}},
		{"source handover", []example{
			{"driftsync source handover ci-old bob@example.org", "to a member; here to nobody who is one", 15},
			{"driftsync source handover ci-old", "to yourself, whose it is already in this case", 15},
		}, asking, []string{"source list", "source adopt", "link revoke"}},
		{"purge", []example{
			{"driftsync purge --before 90d --dry-run", "count what is older than 90 days: tombstones, log rows, run records", 0},
			{"driftsync --json purge --before 2026-01-01 --yes", "erase what is from before a day (UTC), with a receipt for the files", 0},
			{"driftsync purge --author ada@example.org --dry-run", "where a person's pseudonym stands", 0},
			{"driftsync purge --source ci-old", "needs --dry-run or --yes", 80},
			{"driftsync purge --source ci-old --yes", "a source with all its rows, as of a lost laptop", 0},
		}, append([]int{fault.ExitSource}, asking...), []string{"source list", "source retire", "link revoke"}},
		{"source retire", []example{
			{"driftsync source retire 0198c0de --to file:out.db", "needs --yes", 80},
			{"driftsync source retire 0198c0de --yes --to file:out.db", "an id that source list does not show", 10},
		}, asking, []string{"source list", "push"}},
		{"report show", []example{
			{"driftsync report -o report.html", "the page of the last push", 0},
			{"driftsync report last --format json -o report.json", "its twin", 0},
			{"driftsync report --format md -o report.md", "for a ticket", 0},
			{"driftsync report --format json -o -", "on standard output", 0},
			{"driftsync report --pack review.zip", "everything that a security review asks for", 0},
		}, []int{fault.ExitConfig, fault.ExitPluginRefuse}, []string{"report verify", "prove", "plugins verify"}},
		{"report list", []example{
			{"driftsync report list", "the runs whose reports are kept, the newest first", 0},
			{"driftsync --json report list", "for a script", 0},
		}, []int{fault.ExitConfig}, []string{"report show"}},
		{"report key", []example{
			{"driftsync report key", "what an auditor asks for separately", 0},
			{"driftsync report key > machine.pub", "kept for later", 0},
		}, []int{fault.ExitConfig}, []string{"report verify"}},
		{"report verify", []example{
			{"driftsync report verify report.html", "a page of this machine", 0},
			{"driftsync report verify report.json --key \"$(cat machine.pub)\"", "a twin of another one", 0},
		}, []int{fault.ExitConfig, fault.ExitPluginRefuse}, []string{"report show", "report key"}},
		{"doctor", []example{
			{"driftsync doctor", "everything that can be checked without a connection", 0},
			{"driftsync doctor --online", "ask the server too", 0},
			{"driftsync doctor --check plugins --check databases", "only some checks", 0},
			{"driftsync doctor --bundle support.zip", "an archive for a bug report, with what is in it printed first", 0},
		}, []int{fault.ExitLogin, fault.ExitConfig, fault.ExitSource, fault.ExitPluginRefuse, fault.ExitPluginFail, fault.ExitUnreachable}, []string{"status", "config show"}},
	}
}

func moreGuides() []guide {
	return []guide{
		{"config show", []example{
			{"driftsync config show", "every value and where it comes from", 0},
			{"driftsync --json config show", "for a script", 0},
		}, []int{fault.ExitConfig}, []string{"env", "docs config"}},
		{"config path", []example{
			{"driftsync config path", "the files that are read, the lowest first", 0},
		}, []int{fault.ExitConfig}, []string{"config show"}},
		{"config schema", []example{
			{"driftsync config schema > driftsync.schema.json", "for an editor; name it in the first line of driftsync.toml: #:schema FILE", 0},
		}, nil, []string{"config validate", "docs config"}},
		{"config validate", []example{
			{"driftsync config validate", "in CI, before anything else", 0},
			{"driftsync config validate --root .", "of a project named by hand", 0},
		}, []int{fault.ExitConfig, fault.ExitPluginRefuse}, []string{"config show", "docs config"}},
		{"env", []example{
			{"driftsync env", "the variables, and which are set", 0},
			{"driftsync --json env", "for a script", 0},
		}, nil, []string{"docs environment", "config show"}},
		{"schema print", []example{
			{"driftsync schema print --list", "the migrations by name", 0},
			{"driftsync schema print tier1", "those of the first tier, as SQL", 0},
			{"driftsync schema print > all.sql", "all of them", 0},
		}, nil, []string{"schema write", "schema apply"}},
		{"schema write", []example{
			{"driftsync schema write supabase/migrations", "beside a project's own; then supabase db push --remote", 0},
			{"driftsync --json schema write supabase/migrations", "which were missing, for a script", 0},
		}, []int{fault.ExitConfig}, []string{"schema apply", "schema diff"}},
		{"schema apply", []example{
			{"driftsync schema apply", "to the database in DRIFTSYNC_DB_URL", 0},
			{"driftsync schema apply --set-aside", "and move tables of Drift's own client out of the way", 0},
		}, []int{fault.ExitConfig, fault.ExitRefused, fault.ExitUnreachable}, []string{"schema diff"}},
		{"schema diff", []example{
			{"driftsync schema diff", "by SQL where DRIFTSYNC_DB_URL is set, else as the logged-in user", 0},
			{"driftsync --json schema diff", "15 and the names of what is lacking", 0},
		}, asking, []string{"schema apply", "doctor"}},
		{"version", []example{
			{"driftsync version", "the version", 0},
			{"driftsync --version", "the same", 0},
			{"driftsync --json version", "for a script", 0},
			{"driftsync version --verify driftsync_1.2.3_linux_amd64.tar.gz", "that a downloaded file is one of a signed release", fault.ExitUsage},
		}, []int{fault.ExitPluginRefuse}, []string{"doctor"}},
		{"completion", []example{
			{"driftsync completion bash > complete.bash", "then source the file", 0},
			{"driftsync completion zsh > complete.zsh", "for zsh", 0},
			{"driftsync completion fish > complete.fish", "for fish", 0},
		}, nil, []string{"docs"}},
		{"docs", []example{
			{"driftsync docs exit-codes", "a topic; the others are listed by driftsync --help", 0},
			{"driftsync docs plugin.timeout", "what an error's code means, and what to do", 0},
			{"driftsync docs --format man > driftsync.1", "every command, as a manual page", 0},
			{"driftsync docs --format json", "every command and flag, for a tool", 0},
		}, []int{fault.ExitConfig}, []string{"completion"}},
	}
}

func pluginGuides() []guide {
	judged := []int{fault.ExitConfig, fault.ExitPluginRefuse, fault.ExitPluginFail}
	return []guide{
		{"plugins inspect", []example{
			{"driftsync plugins inspect strict.wasm", "what it is and what it asks for; nothing of it runs", 0},
			{"driftsync plugins inspect", "the bundled default", 0},
		}, judged, []string{"plugins verify", "plugins diff"}},
		{"plugins verify", []example{
			{"driftsync plugins verify strict.wasm", "every check, offline", 0},
			{"driftsync plugins verify --html verify.html --junit verify.xml strict.wasm", "for the files of an audit, and for CI", 0},
			{"driftsync plugins verify --strict strict.wasm", "a check that nothing asked for counts as failed", 12},
		}, judged, []string{"plugins add", "docs plugins"}},
		{"plugins keygen", []example{
			{"driftsync plugins keygen team.key", "the public half goes to team.key.pub", 0},
			{"driftsync --json plugins keygen other.key", "for a script", 0},
		}, []int{fault.ExitConfig}, []string{"plugins sign"}},
		{"plugins sign", []example{
			{"driftsync plugins sign --key team.key strict.wasm", "the signature goes to strict.wasm.sig", 0},
			{"driftsync plugins sign --key other.key strict.wasm", "and a second one beside it", 0},
		}, judged, []string{"plugins keygen", "plugins add"}},
		{"plugins diff", []example{
			{"driftsync plugins diff - strict.wasm", "beside the bundled default", 0},
			{"driftsync plugins diff strict.wasm strict.wasm", "an old version beside a new one", 0},
		}, judged, []string{"plugins inspect"}},
		{"plugins bench", []example{
			{"driftsync plugins bench --time 200ms strict.wasm", "rows a second, start, memory", 0},
			{"driftsync plugins bench --time 200ms --format gobench strict.wasm", "for benchstat", 0},
		}, judged, []string{"plugins verify"}},
		{"plugins add", []example{
			{"driftsync plugins add strict.wasm", "verify and pin; every push runs it from now on", 0},
			{"driftsync plugins add strict.wasm --reason 'on trial until Friday'", "although it is unsigned or fails a check", 0},
		}, judged, []string{"plugins list", "plugins verify", "docs plugins"}},
		{"plugins list", []example{
			{"driftsync plugins list", "in the order in which they run, and whether they may", 0},
			{"driftsync --json plugins list", "for a script", 0},
		}, judged, []string{"plugins explain"}},
		{"plugins explain", []example{
			{"driftsync plugins explain", "which rule takes what away from which column", 0},
			{"driftsync plugins explain --table violations --plugin redact-default", "of one plugin, for one table", 0},
			{"driftsync plugins explain --text 'see /home/ada/notes.txt'", "of a text; --text - reads it, so that it is in no history", 0},
		}, redacting, []string{"preview", "plugins list"}},
		{"plugins new", []example{
			{"driftsync plugins new no-tickets", "policy, manifest, vectors and a test", 0},
		}, []int{fault.ExitConfig}, []string{"plugins build", "plugins test", "docs plugins"}},
		{"plugins build", []example{
			{"driftsync plugins build no-tickets", "to no-tickets/no-tickets.wasm, the same bytes everywhere", 0},
			{"driftsync plugins build no-tickets -o no-tickets.wasm", "to a file of your choice", 0},
		}, judged, []string{"plugins test", "plugins sign"}},
		{"plugins test", []example{
			{"driftsync plugins test no-tickets", "its vectors, the coverage of its rules, and every check", 0},
			{"driftsync plugins test no-tickets --run ticket --threshold 100", "some vectors; fail below full coverage", 0},
		}, judged, []string{"plugins verify", "plugins bench"}},
	}
}

func endGuides() []guide {
	return []guide{
		{"cloud logout", []example{
			{"driftsync cloud logout", "as Drift's own client", 0},
		}, []int{2}, []string{"logout"}},
		{"cloud login", []example{
			{"driftsync cloud login --url https://PROJECT.supabase.co --anon-key PUBLISHABLE_KEY --email ada@example.org --password-stdin < password", "as Drift's own client", 0},
		}, []int{2}, []string{"login"}},
		{"logout", []example{
			{"driftsync logout", "end the session at the server, and delete it here", 0},
			{"driftsync logout --all", "every session that is kept here", 0},
			{"driftsync logout --purge-state", "and forget what was pushed: the next push sends everything", 0},
		}, []int{fault.ExitLogin, fault.ExitConfig, fault.ExitUnreachable}, []string{"login"}},
	}
}
