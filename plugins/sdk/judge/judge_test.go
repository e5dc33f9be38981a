package judge

import (
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

func newJudge() *Judge {
	return New(&Words{
		Keywords: []Keyword{{Text: "password", Weight: Passlike, Glued: true}, {Text: "token", Weight: Tokenlike, Open: true}, {Text: "key", Weight: Entropic, Open: true}, {Text: "pw", Weight: Passlike}, {Text: "pin", Weight: Entropic}},
		Strong:   []string{"password"}, Qualifiers: EndingsOf("api"), Open: EndingsOf("public"), Attributes: wordlist.New("length"), Verbs: wordlist.New("is"), Segments: wordlist.New("password"),
		Placeholders: wordlist.New("required"), PlaceholderParts: []string{"your_", "youra"}, Prose: wordlist.New("the"), Said: wordlist.New("must"), Phrases: wordlist.New("seed"), Numbers: wordlist.New("pin"),
		Files: wordlist.New("pem"), Types: wordlist.New("string"), Holders: wordlist.New("vault"), Algorithms: wordlist.New("ed25519"),
	})
}

func TestJudge_Strength(t *testing.T) {
	j := newJudge()
	for name, want := range map[string]Strength{
		"password": Passlike, "dbPassword": Passlike, "DB_PASSWORD_2": Passlike, "password_for_staging": Tokenlike, "password_length": Silent, "pw": Passlike, "spw": Silent,
		"token": Tokenlike, "publicToken": Silent, "tokenizer": Silent, "key": Entropic, "api_key": Tokenlike, "monkey": Silent, "publicKey": Silent, "": Silent,
	} {
		if got := j.Strength([]byte(name)); got != want {
			t.Errorf("%q has strength %d, want %d", name, got, want)
		}
	}
}

func TestJudge_Secret(t *testing.T) {
	j := newJudge()
	for _, x := range []struct {
		name, value string
		quoted      bool
		weight      Strength
		want        bool
	}{
		{"password", "sesame", true, Passlike, true},
		{"password", "sesame", false, Passlike, false},
		{"password", "se5ame", false, Passlike, true},
		{"password", "oxfxeovmvkkazrblj", false, Passlike, true},
		{"password", "password", true, Passlike, false},
		{"password", "required", true, Passlike, false},
		{"password", "your_password1", true, Passlike, false},
		{"api_token", "YourApiToken12", true, Tokenlike, false},
		{"api_token", "H1HzAZe8Gb4EiYouraXhdn38QOkkGWSOAx6t", true, Tokenlike, true}, // random
		{"password", "fill in the box", true, Passlike, false},
		{"password", "https://a.example", true, Passlike, false},
		{"password", "config.get()", false, Passlike, false},
		{"token", "ab12cd34", false, Tokenlike, true},
		{"token", "sesame", true, Tokenlike, false},
		{"key", "Oak#1234!", true, Entropic, true},
		{"key", "Oak#1234!", false, Entropic, false},
		{"key", "order_id", true, Entropic, false},
		{"pin", "493817", false, Entropic, true},
		{"pin", "13", false, Entropic, false},
		{"token", "TokenKind2", false, Tokenlike, false},
		{"password", ". and so on 12", true, Passlike, false},
		{"password", "[v1.2.0](a/CHANGELOG.md#v120)", false, Passlike, false},
		{"wallet", "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826", true, Tokenlike, false},
		{"password", "YzMBrVEbIrvJjnsMdpyLEmrv", false, Passlike, true},
		{"vault", "lantern#maison880", true, Entropic, true},
	} {
		if got := j.Secret([]byte(x.name), []byte(x.value), x.quoted, x.weight); got != x.want {
			t.Errorf("%s = %q (quoted %v) is a secret: %v, want %v", x.name, x.value, x.quoted, got, x.want)
		}
	}
}

func TestJudge_Striking(t *testing.T) {
	j := newJudge()
	for value, want := range map[string]bool{
		"Oak#1234": true, "Saffron_6414": true, "Willow!906?": true, "Mango$5100Q!": true, "kX9#mPq2": true, "tr0ub4dor&3": true, "Winter2024!": true, "Osprey-10442+": true, "Osprey-10442Kq": true, "Osprey%20117": true, "p4ssw0rd!": true,
		"Ed25519!": false, "ISO-10646": false, "Ctrl+F12": false, "utf8&utf16": false, "i18n/l10n!": false, "a1b2c3d4!": false,
		"sesame": false, "Step_1": false, "DOC_Vector_5_32": false, "issue#1234": false, "react@18.2.0": false, "CHANGELOG.md#v1190": false, "ada@Corp12.example": false, "f(x)=1A#2": false, "$Ref1234": false, "2024-01-02": false,
	} {
		if got := j.Striking([]byte(value)); got != want {
			t.Errorf("%q is striking: %v, want %v", value, got, want)
		}
	}
}

func TestJudge_Credential(t *testing.T) {
	j := newJudge()
	for value, want := range map[string]bool{
		"Osprey!4417x": true, "kX9#mPq2": true, "kX9*mPq21": true, "Osprey#44Kq1": true, "Osprey$4417": true, "Osprey%44170": true, "tr0ub4dor&3": true,
		"Repo#1234": false, "Repo#1234Fix": false, "Gsxs69SQ!z": true, "rfc6749#2.3.1": false, "Outer$12Inner3": false, "Space%20Bar12": false, "Checkout@v4.12": false, "Page?id2": false, "Sheet!A1": false, "Sheet12!AB123": false, "Outer$Inner$1234": false,
	} {
		if got := j.Credential([]byte(value)); got != want {
			t.Errorf("%q is a credential: %v, want %v", value, got, want)
		}
	}
}

func TestJudge_Composed(t *testing.T) {
	j := newJudge()
	for value, want := range map[string]bool{
		"oak-lantern7008!": true, "sunny2027?": true, "rukpsa#92bup9": true, "page#12": false, "rfc6749#2.3.1": false, "node18!": false, "ed25519!": false, "lodash@10x": false, "oak-lantern": false,
	} {
		if got := j.Composed([]byte(value)); got != want {
			t.Errorf("%q is composed: %v, want %v", value, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for value, want := range map[string][2]bool{ // joined words, a word with its number
		"IP-level": {true, false}, "v1.0.1/go.mod": {true, false}, "DecapsulationKey768": {false, true}, "AHVzZXIAcGFzcw": {false, false}, "QUxh/ZGRp-b3Bl": {false, false},
	} {
		if got := [2]bool{Compound([]byte(value)), Numbered([]byte(value))}; got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
}

func TestRandomnessOf(t *testing.T) {
	for value, want := range map[string]token.Randomness{
		"createUserAccount": token.Ordinary, "0a1b2c3d4e5f60718293a4b5": token.Hashlike, "x7Kq2mZp9Lw4": token.MixedUp, "kY8ifWtIx3QEfz746Q9S4SBfQwHosFSa": token.Unlikely,
	} {
		if got := token.RandomnessOf([]byte(value)); got != want {
			t.Errorf("randomness of %q is %d, want %d", value, got, want)
		}
	}
}
