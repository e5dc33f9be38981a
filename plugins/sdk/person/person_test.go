package person_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/person"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

var words = &person.Words{
	Trailers: wordlist.New("signedoffby"), Authors: wordlist.New("author", "reviewedby"), Owners: wordlist.New("owner"), Headers: wordlist.New("from"), Accounts: wordlist.New("user"), Todos: wordlist.New("todo"),
	MailSchemes: wordlist.New("agent"), AccountSchemes: wordlist.New("ssh"), Services: wordlist.New("git", "root"), Forges: wordlist.New("git"), Members: wordlist.New("this"), Tags: wordlist.New("latest"), Shells: wordlist.New("ssh"),
	Greeters: wordlist.New("cc", "by"), Decorators: wordlist.New("property"), FileTops: wordlist.New("png", "ts"), JavaDoc: []string{"author"}, Gaps: []string{" @", ", @", " and @"},
	Phrases: person.NewPhrases(map[person.Announcement][]string{
		person.DoneBy: {"by ", "by:"}, person.Assigned: {"assigned to "}, person.Speaks: {"said ", "said:", "asked ", "wrote"},
		person.Merged: {"merge "}, person.Holds: {"copyright "}, person.Signs: {"c) "},
	}),
	Deeds: wordlist.New("reviewed", "merged"), Leads: wordlist.New("contact"), Particles: wordlist.New("van", "der"), Roles: wordlist.New("admin", "bot", "team"), Capitals: wordlist.New("the", "value"), Brands: wordlist.New("google"), Declared: wordlist.New("string"), Common: wordlist.New("runner"), Ordinary: wordlist.New("mark", "old"),
}

func known() *person.Known {
	k := new(person.Known)
	for _, spelling := range []string{"marta vogel", "mvogel", "björk sæther", "李建国", "niamh o'dea"} {
		k.Add([]byte(spelling), func(byte, byte, byte) {})
	}
	k.AddOwn([]byte("tlindqvist"))
	return k
}

// taken returns the text with « and » around what is taken.
func taken(text string, keyed bool) string {
	s := []byte(text)
	open, shut := map[int]bool{}, map[int]bool{}
	f := &person.Finder{Words: words, Known: known(), Mask: func(x person.Span) { open[x.Start], shut[x.End] = true, true }}
	f.Begin()
	for i, next := 0, 0; i < len(s); i++ {
		if i >= next {
			next = f.Take(s, i, next)
		}
		if keyed && (s[i] == ':' || s[i] == '=') {
			key := regexp.MustCompile(`[A-Za-z_-]+"?$`).FindString(text[:i])
			name := []byte(strings.Trim(key, `"`))
			if place := words.PlaceOf(name); place != person.None {
				if x := f.After(s, i, name, place, true); x.End > 0 {
					f.Mask(x)
				}
			}
		}
	}
	var b strings.Builder
	for i := 0; i <= len(s); i++ {
		if shut[i] {
			b.WriteString("»")
		}
		if open[i] {
			b.WriteString("«")
		}
		if i < len(s) {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func TestFinder(t *testing.T) {
	for _, want := range []string{
		// Addresses and accounts.
		"mail «anna@mill.example» now", "<«o'dea@mill.example»>", `a\n«anna@mill.example»`, "to%3D«anna%40mill.example»", "ask «Anna Keller <anna@mill.example>»", "contact <«anna@mill.example»>", "logo@2x.png a@1.2 this@x.io {x}@mill.example git@github.com:a/b",
		"ssh://«bob»@host/x", "scp «bob»@box:/x", "ssh «bob»@box", "https://bob@x.io", "agent://«anna@mill.example»/", "npm i x@latest",
		// Known spellings.
		"«Marta Vogel» pushed", "«marta.vogel» and feature/«marta-vogel»/x", "«MVogel»'s", "mvogels", "«Marta\nVogel»", "«BJÖRK SÆTHER»", `«Bj\u00f6rk S\u00e6ther»`, "q=«Bj%C3%B6rk%20S%C3%A6ther»", "«李建国»说", `\n«Marta Vogel»`, "«niamh.o'dea»", "«tlindqvist» and tlindqvists",
		// Places.
		"Signed-off-by: «Arno Keller»", "Signed-off-by: «A. Keller <ak@mill.example>»", "Author: «arno.keller»", "reviewed_by=\"«Arno Keller»\"", `{"author": "«akeller»"}`, `{"author": "admin"}`, "Owner: The Value", "From: Old Value", "user:«akeller»", "owner=«akeller»", "Author: @«akeller»",
		"TODO(«akeller»): x", "TODO(string): x", "Reviewed by «Pia van der Meer»", "eaten by Arno Keller", "merged by «ewa.lis»", "assigned to «Conor McKay»", "«Arno Keller» said no", "Done. «Arno Keller» wrote", "He and Arno Keller said", "Copyright (c) 2019-2024 «Arno Keller»", "(c) 2024 Acme Works, Inc", "(c) 2024 «Jean-Luc Moreau»",
		"@author «Arno Keller»", "cc @«akeller», @«bob» and @«eve»", "by @property", "see @akeller", "Merge pull request #12 from «akeller»/x", "Merge branch 'x' of https://forge.example/«akeller»/mill", "Merge branch 'x' of github.com:«akeller»/mill", "Merge branch 'x' of git@forge.example:«akeller»/mill", "Merge branch 'main' into x/y", "by Google Mail",
	} {
		text := strings.NewReplacer("«", "", "»", "").Replace(want)
		if got := taken(text, true); got != want {
			t.Errorf("%q\ngives %q\nwant  %q", text, got, want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for key, want := range map[string]person.Place{
		"Signed-off-by": person.Trailer, "reviewed_by": person.Author, "reviewedBy": person.Author, "OWNER": person.Owner, "From": person.Header, "user": person.Account, "TODO": person.Todo, "todo": person.None, "x": person.None, "author1": person.None, "averyveryveryverylongkeyindeed": person.None,
	} {
		if got := words.PlaceOf([]byte(key)); got != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
}

func TestValue(t *testing.T) {
	for _, test := range []struct {
		value string
		place person.Place
		alone bool
		want  bool
	}{
		{"Arno Keller", person.Header, false, true}, {"Arno", person.Author, true, true}, {"Arno", person.Author, false, false}, {"akeller", person.Author, true, true}, {"akeller", person.Header, true, false}, {"ewa.lis", person.Header, true, true},
		{"bot-7", person.Author, true, false}, {"team", person.Owner, true, false}, {"Mark Old", person.Owner, true, false}, {"a", person.Author, true, false}, {"Arno Keller <a@b.io>", person.Author, true, true}, {"agent-one-two", person.Author, true, false}, {"王小明", person.Owner, true, true},
	} {
		if got := words.Value([]byte(test.value), test.place, test.alone); got != test.want {
			t.Errorf("%q in place %d, alone %v: %v", test.value, test.place, test.alone, got)
		}
	}
}

func FuzzFinder(f *testing.F) {
	f.Add("Author: a@b.io cc @x", `\nMarta %20 TODO(`)
	f.Fuzz(func(t *testing.T, a, b string) { taken(strings.ToValidUTF8(a+b, ""), true) })
}
