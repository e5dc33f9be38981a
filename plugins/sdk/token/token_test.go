package token_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// taken returns the part of a text that a span takes.
func taken(text string, start, end int) string {
	if end == 0 {
		return ""
	}
	return text[start:end]
}

func TestSet(t *testing.T) {
	marked := map[string]bool{}
	set := token.NewSet([]token.Form{
		{Prefix: "abc_", Min: 8, Max: token.MaxSize, Body: token.Alnum}, {Prefix: "ID", Min: 6, Max: 6, Body: token.Upper}, {Prefix: "two.", Min: 4, Max: 8, Body: token.Hex, Joint: '.', Tail: token.Dash, Rest: 4},
		{Prefix: "far-", Min: 8, Max: token.MaxSize, Body: token.Dash, Apart: true},
	}, func(a, b, c byte) { marked[string([]byte{a, b, c})] = true })
	if !marked["abc"] || !marked["ID0"] || marked["IDa"] || marked["bc_"] {
		t.Error("the first bytes of tokens are", marked)
	}
	for text, want := range map[string]string{
		"abc_a1B2c3D4 x": "abc_a1B2c3D4", "abc_a1B2c3": "", "abc_aaaaaaaaaaaa": "", "abc_something": "", "abc_a1B2c3D4.": "abc_a1B2c3D4", "IDA1B2C3": "IDA1B2C3", "IDA1B2C3D": "", "two.0a1b.x-9y": "two.0a1b.x-9y", "two.0a1b.": "", "far-a1b2-c3d4": "far-a1b2-c3d4", "ab": "",
	} {
		end, _ := set.Find([]byte(text), 0)
		if got := taken(text, 0, end); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if end, _ := set.Find([]byte("/far-a1b2-c3d4"), 1); end != 0 {
		t.Error("a token that stands apart is found in a path")
	}
	if !set.Opens([]byte("abc_"), 0) || set.Opens([]byte("IDA"), 0) || !set.Begins([]byte("abcd"), 0) || set.Begins([]byte("ab"), 0) {
		t.Error("what begins as a token is not told")
	}
}

func TestServices(t *testing.T) {
	for _, c := range []struct {
		find func([]byte, int) (int, int)
		at   byte // what stands where it is called
		text string
		want string
	}{
		{token.Telegram, ':', "bot 110201543:AAHdqTcvCH1vGWJxfSe1" + "ofSAs0K5PALDsaw x", "110201543:AAHdqTcvCH1vGWJxfSe1" + "ofSAs0K5PALDsaw"},
		{token.Telegram, ':', "at 12:30", ""},
		{token.Facebook, '|', "id 1477036645700765|wRPf2v3mt2Jf" + "MqCLK8n7oltrEmc", "1477036645700765|wRPf2v3mt2Jf" + "MqCLK8n7oltrEmc"},
		{token.Facebook, '|', "a | b", ""},
		{token.Discord, 'M', "x MTk4NjIyNDgzNDcx" + "OTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7" + "Cq4se7kKWs", "MTk4NjIyNDgzNDcx" + "OTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7" + "Cq4se7kKWs"},
		{token.Mailchimp, '-', "343ea45721923ed956e2" + "b38c31db76aa-us14", "343ea45721923ed956e2" + "b38c31db76aa-us14"},
		{token.Mailchimp, '-', "en-us1", ""},
		{token.Azure, '~', "QtT8Q~9C-_Ij~RouHVp" + "D2Tuf3oHWGh.DQ3kcjbAn", "QtT8Q~9C-_Ij~RouHVp" + "D2Tuf3oHWGh.DQ3kcjbAn"},
		{token.Azure, '~', "~/x", ""},
		{token.KeyBlock, '-', "k: -----BEGIN RSA " + "PRIVATE KEY-----\nMII\n-----END RSA " + "PRIVATE KEY----- x", "-----BEGIN RSA " + "PRIVATE KEY-----\nMII\n-----END RSA " + "PRIVATE KEY-----"},
		{token.KeyBlock, '%', "%2D%2D%2D%2D%2DBEGIN " + "PRIVATE KEY cut", "%2D%2D%2D%2D%2DBEGIN " + "PRIVATE KEY cut"},
		{token.KeyBlock, '-', "-----BEGIN CERTIFICATE-----", ""},
	} {
		start, end := c.find([]byte(c.text), strings.IndexByte(c.text, c.at))
		if got := taken(c.text, start, end); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestHashSet(t *testing.T) {
	set := &token.HashSet{Forms: []token.HashForm{{Name: "2b", Min: 50}}, Names: wordlist.New("pbkdf2_sha256")}
	const hash = "$2b$12$R9h/cIPz0gi.URNNX3kh2O" + "PST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"
	for text, want := range map[string]string{
		"x " + hash + " y": hash, "$2b$short": "", "price $5$": "", "pbkdf2_sha256$260000$aB3dEf6hIj" + "$Kl9mNo2pQr5sTu8vWx1yZa4bCd7eFg": "pbkdf2_sha256$260000$aB3dEf6hIj" + "$Kl9mNo2pQr5sTu8vWx1yZa4bCd7eFg",
	} {
		start, end := set.Find([]byte(text), strings.IndexByte(text, '$'))
		if got := taken(text, start, end); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestRandomnessOf(t *testing.T) {
	for text, want := range map[string]token.Randomness{
		"getUserByName": token.Ordinary, "configuration-2026": token.Ordinary, "d41d8cd98f00b204e9800998ecf8427e": token.Hashlike, "kT9vPq27LmXz4": token.MixedUp, "kT9vPq27LmXz" + "4Rw8sBn3": token.Unlikely, "short1": token.Ordinary,
	} {
		if got := token.RandomnessOf([]byte(text)); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}
