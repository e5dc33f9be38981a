package host

import (
	"strings"

	"github.com/driftsync/driftsync/abi/shape"
)

// RedactPath returns what leaves of a file path: the part below root, with slashes;
// of a path outside of it, or one that climbs out, the file name alone; of root
// itself, or somebody's home, nothing. It is a pure function of its arguments and
// looks at no file.
//
// The rule is the default plugin's for a column that holds one path, in Go instead of
// WebAssembly; a test compares the two. What it does not know are the names of this
// machine and other spellings of root, such as a drive mounted elsewhere: of such
// paths it keeps the file name alone, where the plugin may keep more.
func RedactPath(root, path string) string {
	segments := pathSegments(path)
	if absolute(path) {
		own := pathSegments(root)
		if !absolute(root) || !below(segments, own) {
			if below(own, segments) {
				return "" // a folder above the root is not a file
			}
			return fileName(path, segments)
		}
		segments = segments[len(own):]
	}
	depth := 0
	for _, s := range segments {
		if s != ".." {
			depth++
		} else if depth--; depth < 0 {
			return fileName(path, segments)
		}
	}
	return strings.Join(segments, "/")
}

// pathSegments splits a path at separators in any spelling, and leaves dots out.
func pathSegments(path string) []string {
	var all []string
	b := []byte(path)
	for start, at := 0, 0; at <= len(b); at++ {
		width := shape.Separator(b, at)
		if width == 0 && at < len(b) {
			continue
		}
		if s := path[start:at]; s != "" && s != "." {
			all = append(all, s)
		}
		at += max(width, 1) - 1
		start = at + 1
	}
	return all
}

// absolute reports whether a path names a place by itself: from a root, a drive, a
// home or a URL.
func absolute(path string) bool {
	b := []byte(path)
	return shape.Absolute(b, 0) > 0 || shape.Separator(b, 0) > 0 || shape.URL(b, 0) > 0 ||
		len(path) > 1 && path[1] == ':' || strings.HasPrefix(path, "~")
}

func below(segments, root []string) bool {
	if len(segments) < len(root) {
		return false
	}
	for i, s := range root {
		if !strings.EqualFold(segments[i], s) {
			return false
		}
	}
	return true
}

// fileName returns the last segment of a path that lies outside, where that is the
// name of a file. Folders, homes and drives have none.
func fileName(path string, segments []string) string {
	n := len(segments)
	if n == 0 || segments[n-1] == ".." || strings.HasSuffix(path, ".") && !strings.HasSuffix(path, segments[n-1]) {
		return ""
	}
	name := segments[n-1]
	if len(name) > 1 && name[1] == ':' {
		name = name[2:]
	}
	if strings.HasPrefix(name, "~") || strings.HasSuffix(name, ":") || isHomes(name) || n > 1 && isHomes(segments[n-2]) {
		return ""
	}
	return name
}

func isHomes(name string) bool {
	return strings.EqualFold(name, "home") || strings.EqualFold(name, "users")
}
