// Package project finds a project as Drift finds it, and learns from this machine
// what must not leave it.
package project

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// Root returns the absolute project root: the explicit one, else the value of
// DRIFT_PROJECT_ROOT, else the nearest folder from dir upward with .drift in it,
// else dir.
func Root(explicit, environment, dir string) (string, error) {
	for _, named := range []string{explicit, environment} {
		if named == "" {
			continue
		}
		abs, err := filepath.Abs(named)
		if err != nil {
			return "", notFound(named, err)
		}
		if info, err := os.Stat(abs); err != nil || !info.IsDir() {
			return "", notFound(named, err)
		}
		return abs, nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", notFound(dir, err)
	}
	for at := abs; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, ".drift")); err == nil && info.IsDir() {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return abs, nil
		}
	}
}

func notFound(root string, err error) error {
	what, hint := "project root "+root, "name the project with --root, or unset DRIFT_PROJECT_ROOT if it names another"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.ConfigInvalid, what+" does not exist", hint, nil)
	case err == nil:
		return fault.New(fault.ConfigInvalid, what+" is not a folder", hint, nil)
	}
	return fault.New(fault.ConfigInvalid, what+" cannot be used", hint, plainfile.Cause(err))
}

// Surroundings is what this machine's paths and names look like. It is read before
// the first row and is the same for all of them (invariant 8).
type Surroundings struct {
	Roots []string // project root first, then other roots that the databases name
	Homes []string
	Users []string
	Hosts []string
}

// Look gathers the surroundings of a project. Others are roots that the databases
// name; relative ones mean nothing and are left out.
func Look(root string, others []string) Surroundings {
	var s Surroundings
	if real, err := filepath.EvalSymlinks(root); err == nil {
		s.Roots = append(s.Roots, real) // the first one is the same by whatever link
	}
	s.Roots = append(s.Roots, root)
	s = s.With(others)
	if home, err := os.UserHomeDir(); err == nil && strings.Trim(home, `/\`) != "" {
		s.Homes = append(s.Homes, home)
	}
	for _, r := range s.Roots {
		if home := homeOf(r); home != "" {
			s.Homes = append(s.Homes, home)
		}
	}
	s.Homes = distinct(normalForms(s.Homes))
	if u, err := user.Current(); err == nil {
		s.Users = append(s.Users, u.Username[strings.LastIndexByte(u.Username, '\\')+1:])
	}
	for _, home := range s.Homes {
		s.Users = append(s.Users, home[strings.LastIndexAny(home, `/\`)+1:])
	}
	s.Users = distinct(s.Users)
	if host, err := os.Hostname(); err == nil {
		s.Hosts = distinct([]string{host})
	}
	return s
}

// With returns the surroundings with more roots.
func (s Surroundings) With(roots []string) Surroundings {
	s.Roots = slices.Clone(s.Roots)
	for _, r := range slices.Sorted(slices.Values(roots)) {
		if !isAbsolute(r) {
			continue
		}
		if trimmed := strings.TrimRight(r, `/\`); trimmed != "" {
			r = trimmed
		}
		s.Roots = append(s.Roots, r)
	}
	s.Roots = distinct(normalForms(s.Roots))
	return s
}

// normalForms adds what Unicode has two spellings of: a file system may write a name with
// composed letters and a program with decomposed ones.
func normalForms(paths []string) []string {
	for _, p := range paths {
		paths = append(paths, norm.NFC.String(p), norm.NFD.String(p))
	}
	return paths
}

func isAbsolute(path string) bool {
	return strings.HasPrefix(path, "/") || strings.HasPrefix(path, `\\`) ||
		len(path) > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/')
}

// homeOf returns the home directory that a path lies in, by the usual layouts.
func homeOf(path string) string {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' })
	for i, part := range parts {
		if (part == "home" || strings.EqualFold(part, "users")) && i <= 1 && i+1 < len(parts) {
			end := strings.Index(path, part) + len(part) + 1 + len(parts[i+1])
			return path[:min(end, len(path))]
		}
	}
	return ""
}

func distinct(all []string) []string {
	kept := all[:0]
	for _, s := range all {
		if s != "" && !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// StateDir returns the user's folder for state that must survive: XDG_STATE_HOME,
// or what the system has in its place.
func StateDir() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "driftsync"), nil
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return "", noFolder(err)
		}
		return filepath.Join(dir, "driftsync", "state"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", noFolder(err)
	}
	return filepath.Join(home, ".local", "state", "driftsync"), nil
}

// CacheDir returns the user's folder for compiled code.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", noFolder(err)
	}
	return filepath.Join(dir, "driftsync"), nil
}

func noFolder(err error) error {
	return fault.New(fault.ConfigInvalid, "no folder for state and cache can be found",
		"set HOME, or name the folders with --state and --cache", err)
}
