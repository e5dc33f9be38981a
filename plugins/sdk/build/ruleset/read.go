package ruleset

import (
	"slices"
	"strings"
)

// Parse reads a rules file. open reads a file that it names, beside it. The error is an
// [*Error] or that of open.
func Parse(name string, text []byte, open func(name string) ([]byte, error)) (*File, error) {
	f := new(File)
	if err := decode(name, text, f, true); err != nil {
		return nil, err
	}
	f.at = locate(name, text)
	for i := range f.Rules {
		f.Rules[i].from = i
		unbar(f.Rules[i].Match)
		unbar(f.Rules[i].Leave)
	}
	if f.Version == "" {
		f.Version = "0.1.0"
	}
	for i := range f.From {
		if err := f.include(i, open); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// unbar removes broken bars, which keep scanners from taking a test for a secret.
func unbar(texts []string) {
	for i, t := range texts {
		texts[i] = strings.ReplaceAll(t, "\u00a6", "")
	}
}

// include adds the rules of another tool's file. Rules of the file's own come first, so
// that theirs are the numbers that its positions know.
func (f *File) include(i int, open func(string) ([]byte, error)) error {
	from := &f.From[i]
	at := place{table: "from", n: i, key: "file", element: -1}
	if strings.ContainsAny(from.File, `/\`) || from.File == "" {
		return f.refuse(at, "file names a file beside this one")
	}
	text, err := open(from.File)
	if err != nil {
		return err
	}
	other, err := ParseForeign(from.Format, from.File, text, from.Without)
	if err != nil {
		return err
	}
	for n := range other.Rules {
		r := &other.Rules[n]
		r.Action, r.Marker, r.Classes = from.Action, from.Marker, from.Classes
		if slices.ContainsFunc(f.Rules, func(have Rule) bool { return have.ID == r.ID }) {
			return f.refuse(at, "%s: rule %q is here already", from.File, r.ID)
		}
	}
	f.Rules = append(f.Rules, other.Rules...)
	f.at.notes = append(f.at.notes, other.at.notes...)
	return nil
}
