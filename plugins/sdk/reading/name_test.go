package reading

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// The separator of each text is its last byte; what the name is of stands behind the bar.
func TestNames(t *testing.T) {
	x := NewNames(wordlist.New("string", "str"), wordlist.New("value", "default"))
	for text, want := range map[string]string{
		"token=": "token", `"token":`: "token", `\"token\":`: "token", "&quot;token&quot;:": "token", "token :": "token", "token[0] =": "token", "x.token=": "x.token", "- token:": "token", "--token=": "token", `\ntoken=`: "token", "p/w:": "p/w", "token?:": "token",
		"var token string =": "token", "token As String =": "token", "token as str =": "token", "public string Token { get; set; } =": "Token", "public string Token { get; protected set; } =": "Token", "(token) =": "", "a; =": "", "=": "",
		"token: Text =": "Text|token", "token: *Text =": "Text|token", "token: Text:": "Text",
		`name="token" value=`: "value|token", "- name: token\n  value:": "value|token", `name: token\n  value:`: "value|token", `variable "token" { default =`: "default|token", `{"name": "token", "value":`: "value|token", "f(token) value=": "value", "value:": "value",
	} {
		s, i := []byte(text), len(text)-1
		name := x.Before(s, i)
		have := text[name.Start:name.End]
		if of := x.Of(s, i, name); of.End > 0 {
			have += "|" + text[of.Start:of.End]
		}
		if have != want {
			t.Errorf("%q has the name %q, want %q", text, have, want)
		}
	}
	long := strings.Repeat("a", 2*maxKey) + "="
	if name := x.Before([]byte(long), len(long)-1); name.End-name.Start != maxKey {
		t.Errorf("%d bytes of a name are read", name.End-name.Start)
	}
}
