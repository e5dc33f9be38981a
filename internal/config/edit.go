package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// SetCloud writes the destination into a driftsync.toml, made where it is missing, and
// leaves every other line as it is.
func SetCloud(path string, c Cloud) error {
	return edit(path, [][2]string{
		{"url", strconv.Quote(c.URL)}, {"key", strconv.Quote(c.Key)},
		{"tenant", strconv.Quote(c.Tenant)}, {"project", strconv.Quote(c.Project)},
	}, func(f *File) bool { c.Trusted = f.Cloud.Trusted; return reflect.DeepEqual(f.Cloud, c) })
}

// Trust adds a URL to those that the user's own file trusts with a token.
func Trust(p Places, url string) error {
	path := p.user()
	var own Config
	if err := own.layer(path); err != nil {
		return err
	}
	all := own.Cloud.Trusted
	for _, known := range all {
		if known == url {
			return nil
		}
	}
	var quoted []string
	for _, u := range append(all, url) {
		quoted = append(quoted, strconv.Quote(u))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return invalid(path, "cannot be made", errors.Unwrap(err))
	}
	return edit(path, [][2]string{{"trusted", "[" + strings.Join(quoted, ", ") + "]"}},
		func(f *File) bool { return len(f.Cloud.Trusted) == len(quoted) })
}

// edit sets keys of the table [cloud]. Right tells whether the file then says what it
// should; a file in another style than one key a line is left alone.
func edit(path string, values [][2]string, right func(*File) bool) error {
	data, err := plainfile.Read(path, plainfile.Text)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return invalid(path, "cannot be read", errors.Unwrap(err))
	}
	text := setKeys(strings.TrimPrefix(string(data), "\ufeff"), values)
	var f File
	if err := toml.NewDecoder(bytes.NewReader([]byte(text))).DisallowUnknownFields().Decode(&f); err != nil || !right(&f) {
		return fault.New(fault.ConfigInvalid, filepath.Base(path)+" is written in a way that driftsync does not edit",
			"write the keys of [cloud] by hand, one a line", nil)
	}
	if err := atomicfile.Write(path, []byte(text), 0o644); err != nil {
		return invalid(path, "cannot be written", errors.Unwrap(err))
	}
	return nil
}

func setKeys(text string, values [][2]string) string {
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	lines := strings.SplitAfter(text, "\n")
	begin, end := -1, len(lines)
	for i, line := range lines {
		switch trimmed := strings.TrimSpace(line); {
		case begin < 0 && trimmed == "[cloud]":
			begin = i
		case begin >= 0 && i < end && strings.HasPrefix(trimmed, "["):
			end = i
		}
	}
	if begin < 0 {
		if text != "" {
			text += "\n"
		}
		return setKeys(text+"[cloud]\n", values)
	}
	head, section, tail := lines[:begin+1], lines[begin+1:end], lines[end:]
	var added []string
	for _, v := range values {
		line := v[0] + " = " + v[1] + "\n"
		if at := keyLine(section, v[0]); at >= 0 {
			section[at] = line
		} else {
			added = append(added, line)
		}
	}
	return strings.Join(head, "") + strings.Join(added, "") + strings.Join(section, "") + strings.Join(tail, "")
}

func keyLine(lines []string, key string) int {
	for i, line := range lines {
		name, _, ok := strings.Cut(line, "=")
		if ok && strings.TrimSpace(name) == key {
			return i
		}
	}
	return -1
}
