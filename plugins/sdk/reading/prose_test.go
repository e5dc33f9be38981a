package reading

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// pairs returns name and value of each pair that w reads at any byte of s, with a bar
// between the two.
func pairs(w Way, s string) (all []string) {
	for i := range s {
		for from := 0; w.Begins([]byte(s), i); {
			pair := w.Read([]byte(s), i, from)
			if pair.Next == 0 {
				break
			}
			all = append(all, s[pair.Name.Start:pair.Name.End]+"|"+s[pair.Value.Start:pair.Value.End])
			from = pair.Next
		}
	}
	return all
}

func check(t *testing.T, w Way, tests map[string]string) {
	t.Helper()
	for text, want := range tests {
		got := ""
		if all := pairs(w, text); len(all) > 0 {
			got = all[0]
		}
		if got != want {
			t.Errorf("%q reads as %q, want %q", text, got, want)
		}
	}
}

func TestProse(t *testing.T) {
	w := NewProse(wordlist.New("password", "token", "creds", "secret", "sandi"), wordlist.New("admin"), []string{"пароль", "密码", "hasło"})
	check(t, w, map[string]string{
		"the password for staging is Oak#12":                "password|Oak#12",
		"**Password:** Oak#12":                              "Password|Oak#12",
		"__Password:__ Oak#12":                              "Password|Oak#12",
		"“password”: “Oak#12”":                              "password|Oak#12",
		"<td>Password</td><td>Oak#12</td>":                  "Password|Oak#12",
		"<td>Password</td><td class=\"v\">Oak#12</td>":      "Password|Oak#12",
		"<b>Password:</b> Oak#12":                           "Password|Oak#12",
		"[password] Oak#12":                                 "password|Oak#12",
		"(password . \"Oak#12\")":                           "password|Oak#12",
		"password .... Oak#12":                              "password|Oak#12",
		"Password:\n\n    Oak#12":                           "Password|Oak#12",
		"### Token\nOak#12":                                 "Token|Oak#12",
		"### Token\nOak#12 and more":                        "",
		"Token\nOak#12":                                     "",
		"password. Oak#12":                                  "",
		"~~password~~ Oak#12":                               "password|Oak#12",
		"<th>Secret</th>\n<td>Oak#12</td>":                  "Secret|Oak#12",
		"<dt>Password</dt>\n  <dd>Oak#12</dd>":              "Password|Oak#12",
		"<b>Password</b>\nOak#12":                           "",
		`password\tOak#12`:                                  "password|Oak#12",
		`password:\n  Oak#12`:                               "password|Oak#12",
		`password\n  Oak#12`:                                "",
		"password: 'my Oak#12 phrase'":                      "",
		"I fill \"Password\" with \"Oak#12\"":               "Password|Oak#12",
		"creds are bob:Oak#1234":                            "creds|Oak#1234",
		"default creds (bob, Oak#12)":                       "creds|Oak#12",
		"admin/Oak#12 works":                                "admin|Oak#12",
		"src/admin/Oak#12":                                  "",
		"kata sandi: Oak#12":                                "sandi|Oak#12",
		"пароль от базы Oak#12":                             "пароль|Oak#12",
		"密码是Oak#12":                                         "密码|Oak#12",
		"hasło to Oak#12":                                   "hasło|Oak#12",
		"password [REDACTED] then Oak#12":                   "",
		"password one two three four five six seven Oak#12": "",
		"password_hash Oak#12":                              "",
	})
}

func TestFallback(t *testing.T) {
	check(t, Fallback{}, map[string]string{
		`os.getenv("DB_PASSWORD") or "x"`:             "DB_PASSWORD|x",
		`ENV["API_SECRET"] || "x"`:                    "API_SECRET|x",
		`process.env.TOKEN ?? 'x'`:                    "TOKEN|x",
		`x.default("y") // JWT_SECRET`:                "JWT_SECRET|y",
		`getenv("DB_PASSWORD") ?: "x"`:                "DB_PASSWORD|x",
		`var("TOKEN").unwrap_or("x".into())`:          "TOKEN|x",
		`of(getenv("DB_PASS")).orElse("x")`:           "DB_PASS|x",
		`var("TOKEN").unwrap_or_else(|_| "x".into())`: "TOKEN|x",
		`args.password ?: "x"`:                        "password|x",
		`a || b`:                                      "",
		`getenv("A", "x")`:                            "",
	})
}

func TestFed(t *testing.T) {
	check(t, Fed{}, map[string]string{
		"kinit -p svc <<< x1":              "kinit|x1",
		"cat a; wrangler put X <<< \"x1\"": "wrangler|x1",
		"cat << EOF":                       "",
	})
}
