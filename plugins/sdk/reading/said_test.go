package reading

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

func TestSaid(t *testing.T) {
	w := NewSaid(NewValues(nil), []string{" key"}, []string{" is ", " is now ", " to ", " from ", " by ", " = ", " - ", ": "}, []string{"change"}, wordlist.New("type"))
	checkAll(t, w, []struct{ at, text, want string }{
		{"password", "the password for the box: x1.", "password|for password|x1"},
		{"pass", "pass to x1", ""},
		{"password", "src/password (a file): x1", ""},
		{"password", "password (type: x1)", ""},
		{"password", "password to x1", "password|x1"},
		{"password", "the password is now x1", "password|x1"},
		{"password", "password 'x 1'", "password|x 1"},
		{"secret", "secret key is x1", "secret|x1"},
		{"secret", "missing secret key", ""},
		{"secret", "secret key:", ""},
		{"secret", "secret:", ""},
		{"secret", "enable secret 5 x1", "secret|x1"},
		{"secret", "what is the secret key", ""},
		{"token", "we changed the token from x1 to y2", "token|x1 token|y2"},
		{"token", "the token from x1 to y2", ""},
		{"password", "SET PASSWORD FOR ada; password of ada is 'x y'", "password|of password|x y"},
		{"password", "the password is set by ada", ""},
		{"password", "the password is set by 'ada'", "password|ada"},
		{"password", "password: [REDACTED]", ""},
		{"password", "the password. It is x1", ""},
		{"password", "the password a b c d e f g h is x1", "password|a"},
	})
}

func TestNamed(t *testing.T) {
	checkAll(t, Named{[]string{" is the ", " as my "}}, []struct{ at, text, want string }{
		{"password", "(x1 is the password", "password|x1"},
		{"token", "use \"x1\" as my token", "token|x1"},
		{"password", "<kbd>x1</kbd> is the password", "password|x1"},
		{"token", "x1, the token", ""},
	})
	checkAll(t, Adjacent{}, []struct{ at, text, want string }{
		{"password", `"password" "x1"`, "password|x1"},
		{"Password", `fill_in 'Password', with: 'x 1'`, "Password|x 1"},
		{"password", `"password", "x1"`, ""},
	})
	checkAll(t, Paired{wordlist.New("id")}, []struct{ at, text, want string }{
		{"pw", "id/pw ada/x1", "pw|x1"},
		{"pw", "id / pw: ada , x1", "pw|x1"},
		{"pw", "no/pw ada/x1", ""},
		{"pw", "id/pw ada", ""},
	})
}

func TestDeclared(t *testing.T) {
	checkAll(t, &Declared{Values: NewValues(nil)}, []struct{ at, text, want string }{
		{"ENV", "ENV API_TOKEN x1", "API_TOKEN|x1"},
		{"define", "#define API_TOKEN \"x 1\"", "API_TOKEN|x 1"},
		{"ENV", "ENV A", ""},
	})
	checkAll(t, &Declared{Values: NewValues(nil), Verb: " set"}, []struct{ at, text, want string }{
		{"config", "config set token x1", "token|x1"},
		{"config", "config set //x.example/:_authToken x1", "_authToken|x1"},
		{"config", "config get token x1", ""},
	})
	checkAll(t, Credentials{}, []struct{ at, text, want string }{
		{"Bearer", "Bearer  x1.y~z.", "Bearer|x1.y~z"},
		{"Basic", "Basic [REDACTED]", ""},
	})
}
