package sqlite

import (
	"net/url"
	"strings"
	"testing"
)

// Paths of every system, whichever this is. SQLite takes the path up to "?", decodes it
// and each parameter between "&", and has no other rule behind "file:" and one that is no
// slash, or a single one.
func TestURI(t *testing.T) {
	for path, want := range map[string]string{
		"/home/ada/out.db":          "/home/ada/out.db",
		"/a b/c?d#e%f/ü+&=.db":      "/a%20b/c%3Fd%23e%25f/%C3%BC+&=.db",
		`C:\Users\ada\out.db`:       `C:%5CUsers%5Cada%5Cout.db`,
		`\\server\share\out.db`:     `%5C%5Cserver%5Cshare%5Cout.db`,
		`\\?\C:\a very long\o&p.db`: `%5C%5C%3F%5CC:%5Ca%20very%20long%5Co&p.db`,
	} {
		file, query, _ := strings.Cut(uri(path), "?")
		if file != "file:"+want {
			t.Errorf("%s: %s, want file:%s", path, file, want)
		}
		if decoded, err := url.PathUnescape(strings.TrimPrefix(file, "file:")); err != nil || decoded != path {
			t.Errorf("%s is decoded to %s, %v", path, decoded, err)
		}
		if values, err := url.ParseQuery(query); err != nil || values.Get("modeof") != path || len(values) != 1 {
			t.Errorf("%s has the parameters %v, %v", path, values, err)
		}
	}
}
