package policy_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
)

var crew = []abi.ContextSpec{
	{Kind: abi.Root, Value: "/home/tlindqvist/mill"}, {Kind: abi.Home, Value: "/home/tlindqvist"}, {Kind: abi.User, Value: "tlindqvist"}, {Kind: abi.Host, Value: "tl-desk"},
	{Kind: abi.Person, Value: "marta vogel"}, {Kind: abi.Person, Value: "vogel, marta"}, {Kind: abi.Person, Value: "m vogel"}, {Kind: abi.Person, Value: "mvogel"}, {Kind: abi.Person, Value: "marta.vogel@mill.example"},
	{Kind: abi.Person, Value: "björk sæther"}, {Kind: abi.Person, Value: "bjo\u0308rk sæther"}, {Kind: abi.Person, Value: "öyvind hall"}, {Kind: abi.Person, Value: "李建国"}, {Kind: abi.Person, Value: "иван петров"}, {Kind: abi.Person, Value: "niamh o'dea"},
}

var pseudonyms = regexp.MustCompile(`\[P:[A-Z2-7]{16}\]`)

// person redacts one cell; « and » stand where a pseudonym begins and ends.
func person(t *testing.T, table, column string, class abi.Class, text string) (got, want string) {
	t.Helper()
	want = regexp.MustCompile(`«[^»]*»`).ReplaceAllString(text, "[P]")
	text = strings.NewReplacer("«", "", "»", "").Replace(text)
	frame := abi.AppendFrame(nil, &abi.FrameSpec{Table: table, Rows: 1, Context: crew, Columns: []abi.ColumnSpec{vectors.TextColumn(column, class, []*string{&text})}})
	cell := redact(t, frame)[0][0]
	if cell == nil {
		return "null", want
	}
	return pseudonyms.ReplaceAllString(*cell, "[P]"), want
}

// Names, addresses and accounts where text says that they are some.
func TestPolicy_Persons(t *testing.T) {
	for _, text := range []string{
		// Mail addresses.
		"«anna.keller@mill.example»", "mail «anna@mill.example» now", "<«anna@mill.example»>", "mailto:«anna+x@sub.mill.example»", "[write](mailto:«a_k@mill.example»)", "contact=«anna@mill.example»;", `"«anna@mill.example»"`, "'«anna@mill.example»'",
		"«anna@mill.example», «arno@mill.example»", "(«anna@mill.example»)", "«anna@mill.example».", "«ünal@mühle.example» said no", "agent://«anna@mill.example»/", "x/«anna@mill.example»/y", `a\n«anna@mill.example»\n`, "to%3D«anna%40mill.example»",
		"ask «Anna Keller <anna@mill.example>» first", "From: «A. B. Quist <q@mill.example>»", "Reported by <«anna@mill.example»>", "«ANNA@MILL.EXAMPLE»", "anna:«anna@mill.co.uk»", "{«anna@mill.example»}", "«o'dea@mill.example»",
		`{"to":"«anna@mill.example»"}`, `{"note":"see «anna@mill.example»"}`, `{"a":["«anna@mill.example»"]}`, `{"«anna@mill.example»":1}`, `{"a":"\u003c«anna@mill.example»\u003e"}`, `{"a":"«anna\u0040mill.example»"}`,
		// Authors of the snapshot.
		"«Marta Vogel» pushed", "«marta.vogel» pushed", "«MARTA VOGEL»", "by «M. Vogel»", "by «M Vogel»", "«Vogel, Marta»", "«marta_vogel»_fix", "fix_«marta_vogel»", "feature/«marta-vogel»/tax", "«mvogel»'s branch", "«MVogel»", "_«mvogel»", "bazel_«mvogel»",
		"«Marta  Vogel»", "«Marta\nVogel»", "it was «Björk Sæther».", "«BJÖRK SÆTHER»", "«Bjo\u0308rk Sæther»", "ask «Öyvind Hall»", "«ÖYVIND HALL»", "«李建国»说", "by «李建国»", "«Иван Петров»", "«ИВАН ПЕТРОВ»", "«Niamh O'Dea»", "«niamh.o'dea»",
		`{"a":"«Bj\u00f6rk S\u00e6ther» wrote"}`, `{"a":"x\n«Marta Vogel»"}`, `{"a":"«Marta\nVogel»"}`, `{"x «marta vogel»":1}`, "q=«Bj%C3%B6rk%20S%C3%A6ther»", "q=«Marta%20Vogel»", "https://forge.example/«mvogel»/mill", "«mvogel»:staff", "u=«mvogel»",
		// Marked places.
		"Fix tax\n\nCo-authored-by: «Arno Keller <arno@mill.example>»", "Signed-off-by: «Arno Keller»", "Signed-off-by: «A. Keller <ak@mill.example>»", "Reviewed-by: «Åsa Öberg»", "Acked-by: «王小明»", "Tested-by: «Conor O'Shea»", "Helped-by: «Pia van der Meer»", "Suggested-by: «Arno»", "Reported-by: «akeller»",
		"Author: «Arno Keller»", "Committer: «Arno Keller <a@mill.example>»", "Owner: «Arno Keller»", "Assignee: «王小明»", "Reviewer: «Arno Keller»", "Reviewers: «Arno Keller»", "Maintainer: «Arno Keller»", "Contact: «Arno Keller»", "Author: «akeller»", "From: «Arno Keller»\nTo: «Åsa Öberg»",
		"Reviewed by «Arno Keller»", "Approved by «Arno Keller» on Monday", "Merged by «Åsa Öberg».", "reported by «Conor McKay»", "Assigned to «Arno Keller»", "Reviewed by: «Arno Keller»", "approved by «arno.keller»", "Merged by «李国»", "fixed by «Jean-Luc Moreau», again",
		"@author «Arno Keller»", "@author «akeller»", "TODO(«Arno Keller»): fix", "TODO(«akeller»): fix", "FIXME(«王小明»)", "(c) 2024 «Arno Keller»", "Copyright 2019-2024 «Arno Keller». All rights reserved.", "Copyright (c) 2021 «Åsa Öberg <a@mill.example>»",
		"«Arno Keller» said tax is rounded", "Done. «Arno Keller» suggested it", "«Åsa Öberg» wrote:", "«Conor O'Shea» asked why", "cc @«akeller» @«aoberg»", "cc @«akeller», @«aoberg» and @«quist»", "fix race (thanks @«akeller»)", "by @«akeller» in #12", "ping @«akeller»", "Merge pull request #12 from «akeller»/fix-tax", "Merge branch 'x' of https://forge.example/«akeller»/mill", "Reviewer: @«akeller»",
		"[«akeller»@build01 mill]$ ls", "«akeller»@laptop:~/work$ make", "scp «akeller»@box:/srv x", "ssh «akeller»@box uptime", "ssh://«akeller»@git.mill.example/mill.git", "https://«akeller»@forge.example/mill.git", "owner=«akeller» group=staff", "author=«akeller»",
		`{"author":"«Arno Keller»"}`, `{"author":{"name":"«Arno Keller»","email":"«a@mill.example»"}}`, `{"committer":"«Arno Keller <ak@mill.example>»"}`, `{"speaker":"«Arno»"}`, `{"attendees":["«Arno Keller»","«王小明»"]}`, `{"createdBy":"«ewa.lis»"}`, `{"updated_by":"«akeller»"}`, `{"user":"«akeller»"}`, `{"assignee":{"login":"«akeller»"}}`,
		`{"owner":"«akeller»"}`, `{"fullName":"«Arno Keller»"}`, `{"first_name":"«Arno»"}`, `{"displayName":"«Arno Keller»"}`, `{"approved_by": "«Bj\u00f8rn Lie»"}`, `{"reviewers": [{"name": "«Arno Keller»"}, {"name": "«Åsa Öberg»"}]}`,
	} {
		if text == "" {
			continue
		}
		class := abi.FreeText
		if got, want := person(t, "drift.violations", "message", class, text); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// The user of this machine is one outside of paths too.
func TestPolicy_OwnName(t *testing.T) {
	for _, text := range []string{"«tlindqvist» pushed", "«tlindqvist»'s machine", "«tlindqvist»:x:1000", "home.«tlindqvist».mill.src.a", "postgres://«tlindqvist»@localhost/db", "run by «TLindqvist»", "bazel_«tlindqvist»"} {
		got, want := person(t, "drift.violations", "message", abi.FreeText, text)
		if want = strings.ReplaceAll(want, "[P]", "[USER]"); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// The names of columns and the kinds of ids say that a cell is a person.
func TestPolicy_PersonCells(t *testing.T) {
	for _, c := range []struct{ column, text string }{
		{"changed_by", "«anna@mill.example»"}, {"changed_by", "«akeller»"}, {"granted_by", "«Arno Keller»"}, {"actor", "user:«akeller»"}, {"actor", "«akeller»"}, {"source_agent", "human:«Arno Keller»"}, {"namespace_id", "user:«akeller»"}, {"agent_id", "agent://«anna@mill.example»/"}, {"name", "user:«mvogel»"},
		{"changed_by", "system"}, {"changed_by", "claude-code"}, {"actor", "default"}, {"actor", "agent-7"}, {"actor", "drift"}, {"created_by", "agent://claude-code/ns"}, {"namespace_id", "agent://default/"}, {"source_agent", "default"}, {"created_by", "consolidation_engine"}, {"name", "user:default"}, {"actor", "0b54c8a2-9d7f-4d1e-8f57-2a1c0e6b9d3f"}, {"name", "planner"},
	} {
		if got, want := person(t, "cortex.memory_versions", c.column, abi.Identifier, c.text); got != want {
			t.Errorf("%s: %q gives %q, want %q", c.column, c.text, got, want)
		}
	}
	for class, text := range map[abi.Class]string{abi.Path: "notes/«marta.vogel»/a.md", abi.URL: "/u/«mvogel»", abi.PathEmbedded: "scope-«mvogel»-1", abi.PathJSON: `["notes/«mvogel»/a.md"]`, abi.JSON: `{"a":"«mvogel»"}`, abi.Identifier: "created_by_«mvogel»"} {
		if got, want := person(t, "drift.violations", "c", class, text); got != want {
			t.Errorf("class %v: %q gives %q, want %q", class, text, got, want)
		}
	}
}

// What names nobody stays as it is.
func TestPolicy_Nobody(t *testing.T) {
	for _, text := range []string{
		"git@github.com:mill/tax.git", "git clone git@forge.example:mill/tax", "@scope/package", "react@18.2.0", "@types/node@20.1.4", "lodash@npm:4.17", "lodash@npm:~4.17.0", "foo@workspace:^1.0", "@Injectable()", "icon@2x.png", "x@3x.webp", "memcpy@GLIBC_2.14", "image@sha256:00ff", "actions/checkout@v4", "pkg@v1.2.3", "pkg@1.2.3-rc.alpha", "self.w@x.transpose()", "this@MainActivity.context", "$user@mill.example", "{name}@mill.example", "*@mill.example", "a @ b", "@", "x@", "@x", "user@host", "node@lts.js", "postgres://app@db.internal/x", "postgres://app:[REDACTED]@db.mill.example/x", "https://mill.example/@fs/a.ts", "foo@bar",
		"Reviewed by the security team", "Reviewed by Security Team", "Approved by default", "Approved by Product Owner", "Owner: platform-team", "Owner: Platform Team", "Author: unknown", "Author: system", "signed by CI", "merged by accident", "Merged by Bors", "Reported by Sentry", "Reported by Google Chrome", "Created by Visual Studio Code", "Generated by protoc-gen-go", "caused by Null Pointer Exception", "sorted by Name and Date", "fixed by Adding Tests", "created by Drift", "written by Claude", "Reviewed by two maintainers", "assigned to the backend team", "Assigned to default group", "updated by migration 12",
		"author: string", "author: String", "author: Author;", "owner: User", "user: admin", "user: default", "owner=root", "owner=self.owner", "assignee: null", "reviewer: true", "from: src/a.ts", "to: main", "From: Old Value", "To: New Value", "from: 1.2.3", "To: do", "by: default", "contact: see README", "maintainer: none", "Owner: billing-service", "Author: GitHub Actions", "Author: dependabot[bot]", "Maintainers: the core team",
		"TODO(#123): fix", "TODO(perf): fix", "TODO(security): fix", "TODO(v2): drop", "TODO: Add Tests", "FIXME (see below)", "NOTE(API)", "(c) 2024 Mill Inc", "Copyright 2024 Google LLC", "Copyright (c) 2023 The Mill Authors", "Copyright 2024", "(c) the first case",
		"The error said nothing", "Pull Request said so", "This Function asked twice", "Code Review suggested it", "The Old Parser wrote nothing", "cc the team", "from @types/node", "by @nestjs/common", "by @Injectable decorators", "by @property", "handled by @media rules", "thanks to caching", "Merge branch 'main' into fix", "Merge pull request #12", "Merge remote-tracking branch 'origin/main'",
		`{"author":"unknown"}`, `{"author":null}`, `{"user":"admin"}`, `{"user":true}`, `{"owner":"platform-team"}`, `{"created_by":"system"}`, `{"created_by":"memory_system"}`, `{"createdBy":"claude-code"}`, `{"reviewer":"security-bot"}`, `{"role":"Lead Engineer"}`, `{"name":"Order Service"}`, `{"from":"a","to":"lib"}`, `{"from":"pending","to":"active"}`, `{"displayName":"Visual Studio Code"}`, `{"owner":"src/a.ts"}`, `{"actor":"agent"}`, `{"user":12}`, `{"assignee":""}`,
		"marta", "vogel", "Marta Vogelsang", "amvogel", "mvogels", "tlindqvists", "hall", "Öyvind", "李", "call marta() then vogel()", "agent://claude-code/ns", "agent://default/", "std::user::name", "user::id", "SELECT user: id", "Mon Jan 02 15:04:05", "Hello World", "New York", "Visual Studio", "HTTP GET", "Order Total is wrong", "RFC 7231 By Design",
	} {
		for _, class := range []abi.Class{abi.FreeText, abi.Identifier} {
			if text == "" {
				continue
			}
			if got, want := person(t, "drift.violations", "message", class, text); got != want {
				t.Errorf("class %v: %q gives %q", class, text, got)
			}
		}
	}
}
