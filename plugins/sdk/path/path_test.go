package path_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/cell"
	"github.com/driftsync/driftsync/plugins/sdk/path"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

var words = &path.Words{
	Editors: wordlist.New("vscode", "idea"), PeopleTops: wordlist.New("home", "users", "mnt"), PrivateTops: wordlist.New("home", "users", "opt", "mnt", "volumes"), HomeTops: wordlist.New("home", "users"), MachineTops: wordlist.New("home", "users", "opt", "srv"),
	WebTops: wordlist.New("static"), SharedFolders: wordlist.New("node_modules"), Pages: wordlist.New("settings"), CommonNames: wordlist.New("root"),
	WebExtensions: wordlist.New("html", "js"), SourceExtensions: wordlist.New("ts", "go"), RegexpCalls: wordlist.New("test"), Imports: []string{"from", "require"},
}

var markers = [...]string{path.Root: "", path.Separator: "/", path.WholeRoot: "[ROOT]", path.Outside: "", path.Home: "[HOME]", path.User: "[USER]"}

// leaves returns what a machine leaves of a text or of a cell that is one path.
func leaves(t *testing.T, m *path.Machine, text string, find func(*path.Finder, []byte)) string {
	t.Helper()
	var found []cell.Edit
	f := &path.Finder{Machine: m, Words: words, Mask: func(start, end int, why path.Reason) {
		if start < end {
			found = append(found, cell.Edit{Start: start, End: end, Rule: uint8(why)})
		}
	}}
	c := cell.Settler{Marker: func(rule uint8) (string, bool) { return markers[rule], true }}
	find(f, []byte(text))
	if len(found) == 0 {
		return text
	}
	settled := c.Settle([]byte(text), found, func(s []byte) ([]cell.Edit, bool) {
		found = found[:0]
		find(f, s)
		return found, true
	})
	if !settled {
		t.Errorf("%q does not settle", text)
	}
	return string(c.Out)
}

func inText(mode path.Mode) func(*path.Finder, []byte) {
	return func(f *path.Finder, s []byte) { f.Find(s, mode) }
}

func asCell(f *path.Finder, s []byte) { f.Cell(s) }

func machine(roots []string, homes []string, users ...string) *path.Machine {
	m := path.NewMachine()
	for _, root := range roots {
		m.AddRoot([]byte(root))
	}
	for _, home := range homes {
		m.AddHome([]byte(home))
	}
	for _, user := range users {
		m.AddUser([]byte(user))
	}
	return &m
}

// A root is found in each spelling, and what lies below it stays with slashes.
func TestSpellings(t *testing.T) {
	m := machine([]string{"/Users/ada/my shop", `C:\Users\Ada\shop`, "/home/дмитрий/касса"}, []string{"/Users/ada"})
	for _, text := range []string{
		"/Users/ada/my shop/src/a.ts", `\/Users\/ada\/my shop\/src\/a.ts`, "/Users/ada/my%20shop/src/a.ts", "%2FUsers%2Fada%2Fmy%20shop%2Fsrc%2Fa.ts", "%252FUsers%252Fada%252Fmy%2520shop%252Fsrc%252Fa.ts", `/Users/ada/my\ shop/src/a.ts`,
		"file:///Users/ada/my%20shop/src/a.ts", "/private/Users/ada/my%20shop/src/a.ts", "/System/Volumes/Data/Users/ada/my%20shop/src/a.ts", "/host_mnt/Users/ada/my%20shop/src/a.ts", "/USERS/Ada/my shop/src/a.ts",
		`C:\Users\Ada\shop\src\a.ts`, `C:\\Users\\Ada\\shop\\src\\a.ts`, "c:/users/ada/shop/src/a.ts", "c%3A%5CUsers%5CAda%5Cshop%5Csrc%5Ca.ts", "/mnt/c/Users/Ada/shop/src/a.ts", "/c/Users/Ada/shop/src/a.ts", "file:///C:/Users/Ada/shop/src/a.ts",
		"/home/дмитрий/касса/src/a.ts", "/home/%D0%B4%D0%BC%D0%B8%D1%82%D1%80%D0%B8%D0%B9/касса/src/a.ts", `/home/\u0434\u043c\u0438\u0442\u0440\u0438\u0439/касса/src/a.ts`, "/home/&#1076;&#1084;&#1080;&#1090;&#1088;&#1080;&#1081;/касса/src/a.ts",
	} {
		if got := leaves(t, m, "see "+text+":12", inText(path.Text)); got != "see src/a.ts:12" {
			t.Errorf("%q leaves %q", text, got)
		}
	}
}

// A root is known without the mount point that it lies below.
func TestMounts(t *testing.T) {
	for root, text := range map[string]string{
		`\\wsl$\Ubuntu\home\bob\shop`: "/home/bob/shop/a.go", "/mnt/d/work/shop": `D:\work\shop\a.go`, "/private/tmp/shop": "/tmp/shop/a.go", `\\wsl.localhost\Debian\srv\shop`: "/srv/shop/a.go", "/host_mnt/c/work/shop": "C:/work/shop/a.go", "/run/host/srv/shop": "/srv/shop/a.go",
	} {
		if got := leaves(t, machine([]string{root}, nil), text+" x", inText(path.Text)); got != "a.go x" {
			t.Errorf("root %s: %q leaves %q", root, text, got)
		}
	}
}

func TestText(t *testing.T) {
	m := machine([]string{"/Users/ada/shop", "/app"}, []string{"/Users/ada"}, "lovelace", "ada")
	for _, test := range []struct {
		mode       path.Mode
		text, want string
	}{
		{path.Text, "cd /Users/ada/shop now", "cd [ROOT] now"},
		{path.Text, "cd /Users/ada, then /Users/ada/other/b.txt", "cd [HOME], then b.txt"},
		{path.Text, "/app/a.go but not /application/a or /api/app/x", "a.go but not /application/a or /api/app/x"},
		{path.Text, "/Users/ada/shop-secrets/a.go", "a.go"},
		{path.Text, "read /opt/tools/acme/run.go and /opt/x/node_modules/y/z.js", "read run.go and node_modules/y/z.js"},
		{path.Text, "/usr/lib/x.so, /etc/hosts, GET /home/x/y, /users/:id, /api/home/x", "/usr/lib/x.so, /etc/hosts, GET /home/x/y, /users/:id, /api/home/x"},
		{path.Text, `\\files\share\bob\a.txt and \\d+\\w`, `a.txt and \\d+\\w`},
		{path.Text, `D:\work\b.txt and "%d:\n"`, `b.txt and "%d:\n"`},
		{path.Text, "-I/home/bob/inc, from '@/home/x.vue', *see /home/bob/x.txt*", "-Iinc, from '@/home/x.vue', *see x.txt*"},
		{path.Text, "vscode://file/home/bob/a.ts:3, https://x.io/home/bob/x", "vscode://filea.ts:3, https://x.io/home/bob/x"},
		{path.Text, "mail lovelace@x.io, git@lovelace.local", "mail [USER]@x.io, git@[USER].local"},
		{path.Text, "src/lovelace/a.go, src/lovelaces/a.go", "src/[USER]/a.go, src/lovelaces/a.go"},
		{path.Text, "/proc/12/root/home/bob/a.txt, /run/host/home/bob/b.txt, /nix/var/nix/profiles/per-user/bob/profile", "a.txt, b.txt, profile"},
		{path.Text, "/proc/12/status, /nix/store/abc-source/home/git/b.nix", "/proc/12/status, /nix/store/abc-source/home/git/b.nix"},
		{path.Text, "//wsl$/Ubuntu/home/bob/a.go, //wsl.localhost/Debian/home/bob/b.go, //x.io/home/bob/c", "a.go, b.go, //x.io/home/bob/c"},
		{path.Text, "~bob/notes.txt, ~/x/y.txt", "notes.txt, ~/x/y.txt"},
		{path.Text, "diff --git a/Users/ada/shop/x.go", "diff --git a/x.go"},
		{path.Text, "-Users-ada-shop-src", "src"},
		{path.Text, "~/.claude/projects/-Users-bob-work-x/memory.md", "~/.claude/projects/work-x/memory.md"},
		{path.Text, "/home/settings is a page", "/home/settings is a page"},
		{path.Text, "/projects/12/builds/99", "/projects/12/builds/99"},
		{path.Embedded, "fn:/srv/x/a.go::f, dna--app-src, owasp--home-bob-work", "fn:a.go::f, dna-src, owasp-work"},
		{path.Routes, "/opt/in/list", "/opt/in/list"},
		{path.Routes, "/Users/ada/shop/list", "list"},
	} {
		if got := leaves(t, m, test.text, inText(test.mode)); got != test.want {
			t.Errorf("%q leaves %q, want %q", test.text, got, test.want)
		}
	}
}

func TestCell(t *testing.T) {
	m := machine([]string{"/home/ada/mono", "/home/ada/mono/packages/web", `C:\src`}, []string{"/home/ada"}, "lovelace")
	for text, want := range map[string]string{
		"src/a.go": "src/a.go", "/home/ada/mono/src/a.go": "src/a.go", "/home/ada/mono/packages/web/a": "packages/web/a", "/home/ada/x/b.go": "b.go", "/home/ada": "", "/home/bob": "", "/opt/x/a.go": "a.go", `C:\src\x\a.go`: "x/a.go", `c:a.go`: "a.go",
		"./src//b/./a.go": "src/b/a.go", "../../x/a.go": "a.go", "/home/ada/mono/../x/a.go": "a.go", "~/x/a.go": "a.go", "src/lovelace/a.go": "src/[USER]/a.go", "x/-home-bob-y/a.go": "x/y/a.go", `src\a.go`: "src/a.go", "src/home/ada/mono/a.go": "src/a.go", "..": "", "/": "",
	} {
		if got := leaves(t, m, text, asCell); got != want {
			t.Errorf("%q leaves %q, want %q", text, got, want)
		}
	}
	if f := (&path.Finder{Machine: m, Words: words}); f.Cell([]byte("https://x.io/a")) {
		t.Error("a URL is taken for a path")
	}
}

// What the quick look passes holds nothing.
func TestPlain(t *testing.T) {
	m := machine([]string{"/srv/deep/shop"}, nil, "lovelace")
	for text, want := range map[string]bool{
		"src/a.go": true, "a": true, "src/app/long/list/of/folders.ts": true, "/a": false, "./a": false, "a/../b": false, "a//b": false, `a\b`: false, "a%20b": false, "src/lovelace/a": false, "x/-Users-bob-y/a": false, "x/-y/a": true, "-home-bob-y": false, "lovelace": false, "x/srv/deep/shop/a": false, "a.b/.c": true, "a/": true, "a.": false,
	} {
		if got := m.Plain([]byte(text)); got != want {
			t.Errorf("Plain(%q) = %v", text, got)
		}
		if m.Plain([]byte(text)) && leaves(t, m, text, asCell) != text {
			t.Errorf("%q is plain and does not stay", text)
		}
	}
	if n := m.PlainRoot([]byte("/srv/deep/shop/a.go")); n != len("/srv/deep/shop/") {
		t.Errorf("PlainRoot = %d", n)
	}
}

// The root "/" makes relative paths of absolute ones, but for homes.
func TestSlashRoot(t *testing.T) {
	m := machine([]string{"/"}, nil)
	for text, want := range map[string]string{"/work/a.go": "work/a.go"} {
		if got := leaves(t, m, text, asCell); got != want {
			t.Errorf("cell %q leaves %q, want %q", text, got, want)
		}
	}
	if got := leaves(t, m, "cat /opt/a.go /home/bob/x/b.go", inText(path.Text)); got != "cat opt/a.go b.go" {
		t.Errorf("text leaves %q", got)
	}
}

// Each byte is read a bounded number of times, and nothing is allocated where nothing is found.
func TestFind_Cheap(t *testing.T) {
	m := machine([]string{"/Users/ada/shop"}, nil, "lovelace")
	f := &path.Finder{Machine: m, Words: words, Mask: func(int, int, path.Reason) {}}
	text := []byte(strings.Repeat("GET /api/x and src/app/list.ts, -x-y ", 20))
	if n := testing.AllocsPerRun(10, func() { f.Find(text, path.Text) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("see /Users/ada/shop/src ", `C:\x\..\y`, uint8(0))
	m := machine([]string{"/Users/ada/shop", `C:\src`}, []string{"/Users/ada"}, "lovelace")
	f.Fuzz(func(t *testing.T, a, b string, mode uint8) {
		text := strings.ToValidUTF8(a+b, "")
		f := &path.Finder{Machine: m, Words: words, Mask: func(start, end int, _ path.Reason) {
			if start < 0 || end > len(text) {
				t.Errorf("%q: span %d to %d", text, start, end)
			}
		}}
		f.Cell([]byte(text))
		f.Find([]byte(text), path.Mode(mode%3))
	})
}
