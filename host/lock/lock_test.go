package lock

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

func codeOf(err error) fault.Code {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return ""
}

func key(t *testing.T, name string) (ed25519.PrivateKey, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	public, err := GenerateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	private, err := ReadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if !public.Equal(private.Public()) {
		t.Fatal("another key was read than was written")
	}
	return private, EncodeKey(public)
}

// written returns the path of a policy file.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.toml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func policy(t *testing.T, text string) *Policy {
	t.Helper()
	p, err := LoadPolicy(written(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var (
	digestA = Digest([]byte("a"))
	digestB = Digest([]byte("b"))
)

func candidate(name, digest string) Candidate {
	return Candidate{Name: name, Version: "1.2.0", SHA256: digest, Reads: []string{"*"}}
}

func entry(name, digest string, signatures ...string) Entry {
	return Entry{Name: name, Version: "1.2.0", SHA256: digest, Reads: []string{"*"}, Signatures: signatures}
}

func TestFile_RoundTrip(t *testing.T) {
	dir := t.TempDir()
	f, err := Load(dir)
	if err != nil || len(f.Plugins) != 0 {
		t.Fatalf("without a file: %v, %v", f, err)
	}
	f.Pin(entry("first", digestA))
	f.Pin(entry("second", digestA, "line"))
	f.Pin(entry("first", digestB))
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Plugins) != 2 || again.Plugins[0].SHA256 != digestB || again.Find("second").Signatures[0] != "line" || again.Find("third") != nil {
		t.Errorf("read %+v", again.Plugins)
	}
}

func TestLoad_Damaged(t *testing.T) {
	for name, text := range map[string]string{
		"no TOML": "[[plugin", "unknown key": "version = 1\nextra = 1\n", "version": "version = 2\n",
		"no digest": "version = 1\n[[plugin]]\nname = \"a\"\nsha256 = \"00\"\n",
		"twice":     "version = 1\n" + strings.Repeat("[[plugin]]\nname = \"a\"\nsha256 = \""+digestA+"\"\n", 2),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, FileName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(dir); codeOf(err) != fault.ConfigInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSign(t *testing.T) {
	private, public := key(t, "key")
	line := Sign(private, digestA)
	got, err := Signer(line, digestA)
	if err != nil || EncodeKey(got) != public {
		t.Fatalf("signer is %v, %v", got, err)
	}
	for name, bad := range map[string]string{
		"other bytes": Sign(private, digestB), "cut": line[:len(line)-8], "empty": "", "another tag": strings.Replace(line, "v1", "v2", 1),
	} {
		if _, err := Signer(bad, digestA); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGenerateKey_NeverOverwrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := GenerateKey(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the private key has mode %v, %v", info.Mode(), err)
	}
	if _, err := GenerateKey(path); codeOf(err) != fault.ConfigInvalid {
		t.Errorf("a second key: %v", err)
	}
	if _, err := ReadKey(path + ".pub"); codeOf(err) != fault.ConfigInvalid {
		t.Errorf("a public key as private one: %v", err)
	}
}

func TestGate_Locks(t *testing.T) {
	private, _ := key(t, "key")
	signed := entry("a", digestA, Sign(private, digestA))
	excused := entry("a", digestA)
	excused.Reason = "on trial"
	other := entry("a", digestA, Sign(private, digestB))
	two := []Entry{signed, entry("b", digestB, Sign(private, digestB))}
	tests := []struct {
		name     string
		entries  []Entry
		chain    []Candidate
		unpinned string
		refused  string // part of the message; "" admits
		reason   string
	}{
		{"pinned and signed", []Entry{signed}, []Candidate{candidate("a", digestA)}, "", "", ""},
		{"another byte", []Entry{signed}, []Candidate{candidate("a", digestB)}, "", "not those in the lock", ""},
		{"another byte, with a reason", []Entry{signed}, []Candidate{candidate("a", digestB)}, "trust me", "not those in the lock", ""},
		{"another version", []Entry{signed}, []Candidate{{Name: "a", Version: "2.0.0", SHA256: digestA, Reads: []string{"*"}}}, "", "something else", ""},
		{"more columns", []Entry{signed}, []Candidate{{Name: "a", Version: "1.2.0", SHA256: digestA, Reads: []string{"x"}}}, "", "something else", ""},
		{"unpinned", nil, []Candidate{candidate("a", digestA)}, "", "no lock pins it", ""},
		{"unpinned, with a reason", nil, []Candidate{candidate("a", digestA)}, "on trial", "", "on trial"},
		{"unsigned", []Entry{entry("a", digestA)}, []Candidate{candidate("a", digestA)}, "", "unsigned", ""},
		{"unsigned, with a reason", []Entry{excused}, []Candidate{candidate("a", digestA)}, "", "", "on trial"},
		{"signature of other bytes", []Entry{other}, []Candidate{candidate("a", digestA)}, "", "not of these bytes", ""},
		{"in order", two, []Candidate{candidate("a", digestA), candidate("b", digestB)}, "", "", ""},
		{"out of order", two, []Candidate{candidate("b", digestB), candidate("a", digestA)}, "", "another order", ""},
		{"bundled", nil, []Candidate{{Name: "redact-default", SHA256: digestB, Bundled: true}}, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := Gate{Locks: []*File{{}, {Plugins: tt.entries}}, Unpinned: tt.unpinned}
			grants, err := g.Admit(tt.chain)
			if tt.refused != "" {
				if codeOf(err) != fault.PluginRefused || !strings.Contains(err.Error(), tt.refused) {
					t.Errorf("error is %v", err)
				}
				return
			}
			if err != nil || grants[0].Reason != tt.reason {
				t.Errorf("grants are %+v, %v", grants, err)
			}
		})
	}
}

// A policy holds whatever the lock and its reasons say.
func TestGate_Policies(t *testing.T) {
	ada, adaKey := key(t, "ada")
	bo, boKey := key(t, "bo")
	stranger, _ := key(t, "stranger")
	signers := "[[signer]]\nname = \"Ada\"\nrole = \"security\"\nkey = \"" + adaKey + "\"\n[[signer]]\nname = \"Bo\"\nrole = \"security\"\nkey = \"" + boKey + "\"\n"
	one, two := policy(t, "signatures = {security = 1}\n"+signers), policy(t, "signatures = {security = 2}\n"+signers)
	require := policy(t, "[[require]]\nname = \"a\"\nversion = \"1.2.0\"\nsha256 = \""+digestA+"\"\n")
	newer := policy(t, "[[require]]\nname = \"a\"\nversion = \"1.10.0\"\nsha256 = \""+digestA+"\"\n")
	exact := policy(t, "[[require]]\nname = \"a\"\nsha256 = \""+digestB+"\"\n")
	excused := entry("a", digestA)
	excused.Reason = "on trial"
	tests := []struct {
		name     string
		policies Policies
		entry    Entry
		ok       bool
	}{
		{"one of one", Policies{one}, entry("a", digestA, Sign(ada, digestA)), true},
		{"one of two", Policies{two}, entry("a", digestA, Sign(ada, digestA)), false},
		{"the same one twice", Policies{two}, entry("a", digestA, Sign(ada, digestA), Sign(ada, digestA)), false},
		{"two of two", Policies{two}, entry("a", digestA, Sign(ada, digestA), Sign(bo, digestA)), true},
		{"a stranger", Policies{one}, entry("a", digestA, Sign(stranger, digestA)), false},
		{"a reason is no signature", Policies{one}, excused, false},
		{"an added policy does not replace", Policies{one, policy(t, "")}, excused, false},
		{"required", Policies{require}, excused, true},
		{"required, newer", Policies{newer}, excused, false},
		{"required, other bytes", Policies{exact}, excused, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := Gate{Locks: []*File{{Plugins: []Entry{tt.entry}}}, Policies: tt.policies, Unpinned: "no"}
			grants, err := g.Admit([]Candidate{candidate("a", digestA)})
			if (err == nil) != tt.ok || err != nil && codeOf(err) != fault.PluginRefused {
				t.Errorf("grants %+v, error %v", grants, err)
			}
		})
	}
	g := Gate{Policies: Policies{require}, Unpinned: "no"}
	if _, err := g.Admit(nil); codeOf(err) != fault.PluginRefused {
		t.Errorf("without the required plugin: %v", err)
	}
}

func TestPolicy_Destinations(t *testing.T) {
	const url = "https://abcd.supabase.co"
	p := policy(t, "destinations = [\""+url+"/\", \"file:/srv/*\"]\n")
	for name, want := range map[string]bool{
		url + "#6a1b": true, url: true, "file:/srv/out.db": true, "file:/tmp/out.db": false,
		url + ".evil.example#6a1b": false, "https://other.supabase.co#6a1b": false,
	} {
		if err := (Policies{policy(t, ""), p}).CheckDestination(name); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadPolicy_Refused(t *testing.T) {
	for name, text := range map[string]string{
		"no TOML": "[[", "unknown key": "alow = true\n", "no key": "[[signer]]\nname = \"x\"\nkey = \"x\"\n",
		"more than there are": "signatures = {security = 1}\n", "no version": "[[require]]\nname = \"x\"\nversion = \"new\"\n",
		"by name alone": "[[require]]\nname = \"x\"\nversion = \"1.0.0\"\n",
	} {
		path := filepath.Join(t.TempDir(), "policy.toml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadPolicy(path); codeOf(err) != fault.ConfigInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A machine's policy that another than root could have changed is not followed, and
// not ignored either.
func TestLoadSystem_Owner(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "policy.toml")
	if p, err := loadSystem(path); p != nil || err != nil {
		t.Errorf("without a policy: %v, %v", p, err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := loadSystem(path); codeOf(err) != fault.ConfigInvalid {
		t.Errorf("writable by all: %v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := loadSystem(path); (err == nil) != (os.Getuid() == 0) {
		t.Errorf("owned by user %d: %v", os.Getuid(), err)
	}
}

func TestAtLeast(t *testing.T) {
	for _, tt := range []struct {
		v, least string
		want     bool
	}{
		{"1.2.3", "1.2.3", true}, {"1.10.0", "1.9.9", true}, {"1.2.3", "1.2.4", false}, {"2.0.0-rc1", "2.0.0", false}, {"2.0.0", "2.0.0-rc1", true}, {"x", "0.0.0", false},
	} {
		if got := atLeast(tt.v, tt.least); got != tt.want {
			t.Errorf("%s at least %s: %t", tt.v, tt.least, got)
		}
	}
}
