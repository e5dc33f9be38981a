package shape_test

import (
	"testing"

	"github.com/driftsync/driftsync/abi/shape"
)

func TestSeparator(t *testing.T) {
	for text, want := range map[string]int{
		"/": 1, "//": 1, `\`: 1, `\\`: 2, `\\\\x`: 4, `\/`: 2, `\\\/x`: 4, "%2F": 3, "%5c": 3, "%252f": 5,
		"%2": 0, "%20": 0, "a": 0, "": 0, "%25": 0,
	} {
		if got := shape.Separator([]byte(text), 0); got != want {
			t.Errorf("Separator(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestAbsolute(t *testing.T) {
	for text, want := range map[string]int{
		"/x": 1, "//host/share": 2, `C:\x`: 3, "c:/x": 3, `C:\\x`: 4, `\\host\share`: 2, `\\?\C:\x`: 7,
		"file:///x": 8, "file:///C:/x": 11, "file:///c%3A/x": 13, "file:/x": 6, "~/x": 2, "%2Fx": 3,
		"x/y": 0, "C:": 0, "C:x": 0, "": 0, "~": 0, "vscode-remote://wsl+ubuntu/home/x": 27,
	} {
		if got := shape.Absolute([]byte(text), 0); got != want {
			t.Errorf("Absolute(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestBoundary(t *testing.T) {
	for text, want := range map[string]bool{"/": true, " /": true, "(/": true, "=/": true, ":/": true, "a/": false, "./": false, "}/": false, "-/": false} {
		if got := shape.Boundary([]byte(text), len(text)-1); got != want {
			t.Errorf("Boundary(%q) = %v", text, got)
		}
	}
}

func TestSegmentEnd(t *testing.T) {
	for text, want := range map[string]bool{"": true, "/": true, `\`: true, "-secrets": false, "2": false, ".": true, ". ": true, ".old": false, ":12": true, `"`: true, "%2Fx": true} {
		if got := shape.SegmentEnd([]byte("shop"+text), 4); got != want {
			t.Errorf("SegmentEnd(%q) = %v", text, got)
		}
	}
}

func TestRoute(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"GET |/users/1", true},
		{"POST: |/orders", true},
		{`router.get("|/users/1", h)`, true},
		{`http.NewRequest("DELETE", "|/Users/u1/Items")`, true},
		{`<a href="|/docs/index.html">`, true},
		{`fetch('|/data.json')`, true},
		{`{"path":"|/orders/list"}`, true},
		{"|/users/:id", true},
		{"|/users/{id}/x", true},
		{"|/api/users", true},
		{"|/v2/users", true},
		{"|/search?q=1", true},
		{"open |/home/ada/x", false},
		{`open("|/home/ada/x")`, false},
		{"target |/x/y", false},
		{"|/apis/users.go", false},
		{"|/var/x.go?", false},
	}
	for _, test := range tests {
		start := 0
		for test.text[start] != '|' {
			start++
		}
		text := []byte(test.text[:start] + test.text[start+1:])
		end := start
		for end < len(text) && (shape.PathByte(text[end]) || text[end] == '/') {
			end++
		}
		if got := shape.Route(text, start, end); got != test.want {
			t.Errorf("Route(%q) = %v", test.text, got)
		}
	}
}

func TestURL(t *testing.T) {
	for text, want := range map[string]int{
		"https://a.b/c d": 13, "postgres://u:p@h:5/d": 20, `https:\/\/a.b"`: 13, "file:///x": 0, "http:/x": 0,
		"http://": 0, "x": 0, "a:b": 0, "agent://x/y": 9 + 2,
	} {
		if got := shape.URL([]byte(text), 0); got != want {
			t.Errorf("URL(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestSystemPath(t *testing.T) {
	for text, want := range map[string]bool{
		"/usr/bin/x": true, "/usr": true, "/usrx": false, "/etc/passwd": true, "/nix/store/a": true, "/nix/x": false,
		`C:\Windows\x`: true, "c:/program files/x": true, `C:\src`: false, "/home/ada": false, `\/etc\/x`: true, `\usr`: false, "/dev/null": true,
	} {
		if got := shape.SystemPath([]byte(text), 0); got != want {
			t.Errorf("SystemPath(%q) = %v", text, got)
		}
	}
}

func FuzzShape(f *testing.F) {
	f.Add([]byte(`GET /users/1 file:///C:/x \\?\C:\ %252f "/x`), 4)
	f.Fuzz(func(t *testing.T, s []byte, i int) {
		shape.Separator(s, i)
		shape.Boundary(s, i)
		shape.SegmentEnd(s, max(i, 0))
		shape.Route(s, i, len(s))
		shape.URL(s, i)
		shape.URLHost(s, i)
		shape.SystemPath(s, i)
		if n := shape.Absolute(s, i); n < 0 || n > 0 && i+n > len(s) {
			t.Fatalf("prefix of %d bytes at %d of %d", n, i, len(s))
		}
	})
}
