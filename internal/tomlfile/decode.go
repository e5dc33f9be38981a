// Package tomlfile decodes TOML that a person wrote, and says of a mistake where it stands,
// what was found and what was expected.
package tomlfile

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/driftsync/driftsync/internal/spelling"
)

// Error is a mistake in a file. Its text is "PATH:LINE:COLUMN: what".
type Error struct {
	Path         string
	Line, Column int
	What         string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.What) }

// Decode puts the content of a file over the struct that into points to. A key that the
// struct lacks is a mistake. Its errors are of type [Error], and hold no value of the file.
//
// Editors and shells of Windows begin a file with a mark of its encoding. That of UTF-8 is
// passed over, and one of UTF-16 said.
func Decode(path string, data []byte, into any) error {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return &Error{path, 1, 1, "the file is UTF-16: save it as UTF-8"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(into)
	if err == nil {
		return nil
	}
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		first := &strict.Errors[0]
		key := first.Key()
		last := key[len(key)-1]
		return at(path, first, fmt.Sprintf("unknown key %q", strings.Join(key, "."))+spelling.Meant(last, keysOf(reflect.TypeOf(into))))
	}
	if syntax, ok := errors.AsType[*toml.DecodeError](err); ok {
		return at(path, syntax, explain(syntax))
	}
	return &Error{path, 1, 1, "not valid TOML"}
}

func at(path string, err *toml.DecodeError, what string) error {
	line, column := err.Position()
	return &Error{path, line, column, what}
}

// mismatch is what the library says of a value of another type; it names Go's types, which
// tell a person little.
const mismatch = `^cannot (?:decode|store|assign) (?:TOML |a )?(\w+).* (\S+)$`

var types = map[string]string{"int": "an integer", "int64": "an integer", "*float64": "a number", "float64": "a number", "string": "a string", "bool": "true or false", "map[string]int": "a table of integers"}

func explain(err *toml.DecodeError) string {
	text := strings.TrimPrefix(err.Error(), "toml: ")
	m := regexp.MustCompile(mismatch).FindStringSubmatch(text)
	if m == nil {
		return text
	}
	key := ""
	if k := err.Key(); len(k) > 0 {
		key = fmt.Sprintf(" for %q", strings.Join(k, "."))
	}
	expected := types[m[2]]
	if expected == "" {
		expected = "another type"
	}
	return fmt.Sprintf("found %s%s, expected %s", article(m[1]), key, expected)
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// keysOf returns the names that a file of a type may hold.
func keysOf(t reflect.Type) (all []string) {
	switch t.Kind() {
	case reflect.Slice, reflect.Pointer:
		return keysOf(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if name, _, _ := strings.Cut(t.Field(i).Tag.Get("toml"), ","); name != "" {
				all = append(append(all, name), keysOf(t.Field(i).Type)...)
			}
		}
	}
	return all
}
