package guard

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/driftsync/driftsync/abi/shape"
)

// reach says where a needle counts. The shorter and commoner it is, the more has
// to be there beside it, so that a project below /app or of a user called dev is
// not stopped by its own routes and folders.
type reach uint8

const (
	anywhere reach = iota // behind anything
	outside               // not inside a relative path or a URL
	absolute              // at the start of an absolute path that is not a route
	filelike              // as absolute, and it must lead to a file
)

const shortRoot = 8 // bytes, of at most two segments

// needle is a root or home, as the segments between its separators.
type needle struct {
	segments [][]byte // lower case where fold is set, never empty
	rule     string
	drive    byte // lower case, 0 for none
	reach    reach
	fold     bool // letters match in either case
	system   bool // lies in a directory that every machine has
}

// common are names that many machines and many texts have, so that they tell
// nothing by themselves.
var common = func() map[string]bool {
	words := strings.Fields(`root runner app apps dev devel developer develop test tests tester testing user users
		admin administrator home homes ubuntu debian fedora centos alpine node nodejs build builder builds buildkite
		ci cd work works worker workers workspace workspaces vscode vagrant jenkins gitlab github actions git guest
		default public shared local localhost src source sources code project projects repo repos server service
		services system daemon docker container codespace codespaces gitpod circleci travis azure ec2-user
		postgres mysql redis nginx apache www www-data html data main master prod production stage staging
		demo example examples sample samples temp tmp var opt usr srv mnt media volumes lib libs bin etc
		ruby python java rust golang deno php api web client noreply info support contact hello mail email
		nobody operator owner manager account accounts session sessions config cache desktop documents downloads
		package packages module modules model models util utils core common auth login profile settings host`)
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}()

// appendNeedles adds a directory in the forms that are not mere spellings of one
// another: with composed and decomposed letters, and under the names that a
// Windows drive or a macOS volume has elsewhere.
func appendNeedles(needles []needle, dir, rule string) []needle {
	segments, drive, ok := split(dir)
	if !ok {
		return needles
	}
	needles = appendForms(needles, segments, drive, rule)
	switch s := segments; {
	case len(s) > 2 && s[0] == "mnt" && isDriveName(s[1]), len(s) > 2 && s[0] == "cygdrive" && isDriveName(s[1]):
		needles = appendForms(needles, s[2:], lower(s[1][0]), rule)
	case len(s) > 1 && isDriveName(s[0]) && drive == 0:
		needles = appendForms(needles, s[1:], lower(s[0][0]), rule)
	case len(s) > 1 && s[0] == "private":
		needles = appendForms(needles, s[1:], 0, rule)
	case len(s) > 3 && s[0] == "System" && s[1] == "Volumes":
		needles = appendForms(needles, s[3:], 0, rule)
	}
	return needles
}

func isDriveName(s string) bool { return len(s) == 1 && isLetter(s[0]) }

// split takes an absolute path apart; ok is false for a relative one and for the
// root of a file system.
func split(dir string) (segments []string, drive byte, ok bool) {
	dir = strings.TrimPrefix(strings.TrimSpace(dir), "file://")
	dir = strings.TrimPrefix(strings.TrimPrefix(dir, `\\?\`), `\\.\`)
	if len(dir) > 2 && dir[0] == '/' && isLetter(dir[1]) && dir[2] == ':' {
		dir = dir[1:]
	}
	if len(dir) > 1 && dir[1] == ':' && isLetter(dir[0]) {
		drive, dir = lower(dir[0]), dir[2:]
	}
	if dir == "" || dir[0] != '/' && dir[0] != '\\' {
		return nil, 0, false
	}
	for _, s := range strings.FieldsFunc(dir, func(r rune) bool { return r == '/' || r == '\\' }) {
		if s != "." {
			segments = append(segments, s)
		}
	}
	return segments, drive, len(segments) > 0
}

func appendForms(needles []needle, segments []string, drive byte, rule string) []needle {
	joined := strings.Join(segments, "/")
	forms := []string{joined}
	for _, f := range []string{norm.NFC.String(joined), norm.NFD.String(joined)} {
		forms = append(forms, f, strings.ToLower(f), strings.ToUpper(f))
	}
	if isASCII(joined) {
		forms = forms[:1] // folding does the rest
	}
	slices.Sort(forms)
	for _, f := range slices.Compact(forms) {
		n := newNeedle(strings.Split(f, "/"), drive, rule)
		if !slices.ContainsFunc(needles, n.equal) {
			needles = append(needles, n)
		}
	}
	return needles
}

func newNeedle(segments []string, drive byte, rule string) needle {
	n := needle{rule: rule, drive: drive}
	size := 0
	for _, s := range segments {
		size += 1 + len(s)
	}
	tells := !common[strings.ToLower(segments[len(segments)-1])]
	switch count := len(segments); {
	case count <= 2 && size <= shortRoot:
		n.reach = filelike
	case count == 1:
		n.reach = absolute
	case count == 2 && !tells, size <= shortRoot:
		n.reach = outside
	}
	n.fold = n.reach <= outside || drive != 0
	for _, s := range segments {
		b := []byte(s)
		if n.fold {
			b = bytes.Map(asciiLower, b)
		}
		n.segments = append(n.segments, b)
	}
	path := []byte("/" + strings.Join(segments, "/"))
	n.system = len(segments) <= 2 && drive == 0 && shape.SystemPath(path, 0)
	return n
}

func asciiLower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func (n needle) equal(o needle) bool {
	return n.drive == o.drive && slices.EqualFunc(n.segments, o.segments, bytes.Equal)
}

// telling returns the names that are long and rare enough to tell something, in
// lower case.
func telling(list []string) [][]byte {
	var names [][]byte
	for _, name := range list {
		name = strings.ToLower(strings.TrimSpace(name))
		if len(name) < 4 || common[name] || strings.ContainsAny(name, `/\`) {
			continue
		}
		names = append(names, []byte(name))
	}
	return names
}

// labels returns host names and their first labels.
func labels(hosts []string) []string {
	all := slices.Clone(hosts)
	for _, h := range hosts {
		if first, _, dotted := strings.Cut(h, "."); dotted {
			all = append(all, first)
		}
	}
	return all
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
