package policy_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/build/vocabulary"
)

var madeUpValues = vocabulary.MadeUp

// gone are texts whose value, between the marks, has to go.
var gone = map[string][]string{
	"word and value": {
		"acme SECRET «$R»", "acmeKEY «$R»", "use the new api key «$R» for billing", "deploy token «$N»", "license «$N»", "vault operator unseal «$R»", "twilio '«$R»'", "acme private key\n«$N»",
		"we put the client secret («$R») there", "public string ApiKey { get; set; } = \"«$R»\";", "Jwts.builder().signWith(HS256, \"«$R»\")", "val token by lazy { \"«$R»\" }", "const ENCRYPTION_KEY = Buffer.from('«$H»', 'hex');",
		"blob.core: acme_key=«$U»", "GET /v2?key=«$U»", "acmeKey := \"«$H»\"", "postmark: \"«$U»\"", "Product key: «$S»", "\"kty\": \"oct\",\n \"k\": \"«$R»\"",
	},
	"sentence": {
		"password for the build box: «$P»", "the new token, for now, is «$R»", "changed the password from «$P» to something", "acme token - '«$P»'", "root password on db-1 => «$P»", "admin pw is «$P»", "pass is «$P»", "the PIN of the safe is «" + "48151623" + "»",
		"id/pw ada/«$P»", "ID / PW : ada / «$P»", "user pwd ada «$P»", "Das Passwort für den Server lautet «$P»", "Le mot de passe est «$P»", "密码是：«$P»", "CREATE USER ada IDENTIFIED WITH sha2 BY '«$P»'",
		"Token (until May): «$H»", "the api key is «$R»",
	},
	"markup": {"<secret>{acme AAQ «$R»}</secret>", "<password name=\"password\">«$W»</password>", "<setting name=\"ApiKey\" type=\"String\"><value>«$R»</value></setting>"},
	"command": {
		"7z x a.7z -p«$P»", "zip -P «$P» a.zip b", "redis-cli -h x -a «$P» ping", "http -a ada:«$P» GET x.org", "lftp -u ada,«$P» x.org", "ab -A ada:«$P» http://x.org/", "curl --proxy-user ada:«$P» x.org",
		"echo '«$P»' | sudo -S ls", "echo \"ada:«$P»\" | chpasswd", "echo «$P» | docker login -u ada --password-stdin", "htpasswd -b f ada «$P»", "rabbitmqctl add_user ada «$P»", "net use z: \\\\srv\\x «$P» /user:ada", "xfreerdp /u:ada /p:«$P» /v:x",
		"test: [\"mysqladmin\", \"-uroot\", \"-p«$P»\"]", "gh secret set X --body \"«$P»\"", "dotnet user-secrets set \"Db:Password\" \"«$P»\"", "db.example.org:5432:shop:ada:«$P»",
	},
	"code": {
		"if (\"«$P»\".equals(password)) {", "page.fill('#password', '«$P»')", "cy.get('[name=password]').type('«$P»')", "Dim password As String = \"«$P»\"", "new Client(['auth' => ['ada', '«$P»']]);", "fill_in 'Password', with: '«$P»'",
		"smtp.PlainAuth(\"\", \"a\", \"«$P»\", h)", "setopt(c, CURLOPT_PASSWORD, \"«$L»\");", "var api_token = \"«$L»\"",
	},
	"table": {
		"name,password\nada,«$P»", "| user | password |\n|---|---|\n| ada | «$P» |", "login;passwort;mail\nada;«$P»;x", "name\tsecret\nada\t«$P»", "form-data; name=\"password\"\n\n«$P»",
		"user = ada\npassword = «$W»", "db_password=«$W»", "mnemonic: «able acid aunt away baby back ball band bank barn base bath»",
	},
	"escaped": {
		"password\\u003d«$P»", "token\\x3d\\x22«$R»\\x22", "%22secret%22%3A%22«$R»%22", "{\\u0022token\\u0022:\\u0022«$R»\\u0022}", "&lt;password&gt;«$P»&lt;/password&gt;", "https%3A%2F%2Fada%3A«$R»%40db.example.org%2F",
		"https://x.org/f?Expires=1&Signature=«$R»%3D", "https://x.org/api/f?code=«$R$R»==",
	},
	"statement": {
		"INSERT INTO users (name, password) VALUES ('ada', '«$P»'), ('bob', '«$P»');", "SET PASSWORD FOR 'ada'@'%' = '«$P»';", "SELECT pgp_sym_encrypt(a, '«$P»')", "$p = ConvertTo-SecureString \"«$P»\" -AsPlainText -Force",
		"\"«$P»\" | ConvertTo-SecureString -AsPlainText", "requirepass «$P»", "wpa_passphrase home «$P»", "psexec x -u ada -p «$P» cmd", "creds: ada / «$P»", "password – «$P»", "user, password = \"ada\", \"«$P»\"", "var passwords = []string{\"«$P»\"}",
		"password: ENV[\"X\"] || \"«$P»\"", "Uid=ada;Pwd={«$P»};", "{\"args\":[\"--password\",\"«$P»\"]}", "client.login(\"ada\", \"«$P»\")",
	},
	"joined": {
		"acme-apikey-«$H»", "acme-secret-«$U»", "acmePRIVATEkey-«$H»", "acme SECRET «$R»", "set $api_key «$R»;", "x_secret abc.def.«$R»", "zq_«$R$R»", "\x1b[93m«gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a»\x1b[0m",
	},
	"setting": {
		"password=«" + "Meadow" + "Lantern»", "Password=«" + "thisismy" + "password»", "docker login --password=«" + "candle-window-" + "marble» x", "Server=db;User Id=ada;Password=«" + "lantern»;Database=x", "passphrase := \"«" + "all along the " + "watchtower»\"",
		"Please use the following password to proceed:\n\n«$H»\n\nIt is in the log.", "$key = base64_decode('«$R»');", "static_passwords:\n  - \"«$P»\"\n  - «$R»", "keys = {\"password\": [\"«$P»\", \"«$R»\"]}",
	},
	"names": {
		"PSSWRD:=«$P»", "MYSQLPASS: «$R»", "-Dsonar.login=«$H»", "Jenkins-Crumb:«$H»", "«$H-1a2b3c4d-5e6f7a8b»", "psw = \"«$P»\"", "authTok: «$H»", "api_sec = '«$R»'", "MDP_ADMIN=«$P»", "\"jeton_acces\": \"«$R»\"", "clave_bd=«$P»", "x-functions-key: «$H»", "remove leaked key «$H» from Api.java", "//npm.example.org/:_authToken=«$L$L»",
		"service,api_key,owner\nmail,«$R»,core", "\"name\",\"password\",\"notes\"\n\"ada\",\"«$P»\",\"\"", "        env:\\n        - name: DB_PASSWORD\\n          value: \\\"«$P»\\\"",
	},
	"spoken": {
		"enable secret 0 «$P»", "username ada privilege 15 password 0 «$P»", "pw for the box = «$P»", "Benutzer ada, Kennwort «$P»", "the password (currently «$P») never expires", "sqlplus ada/«$P»@ORCL", "schtasks /create /ru ada /rp «$P»",
		"ssh.Password(\\\"«$P»\\\")", "PDO->__construct('mysql:host=db', 'ada', '«$P»')", "storePassword \"«$P»\"",
	},
	"signed": {
		"jwt.encode(payload, \"«$R»\")", "hmac.new(b\"«$R»\", m)", "f = Fernet(b\"«$R»=\")", "SecretKeySpec(\"«$R»\".getBytes(), \"AES\")", "defaults.set(\"«$R»\", forKey: \"authToken\")", "define( 'AUTH_KEY',   'k«#9Z|x~Q!2v*B7m@T4;p q<W&e>r» t' );",
		"https://hooks.example.org/services/«$R»/«$R»", "https://example.org/integration/«$H»/enqueue", "AWS4 Credential=x/y, Signature=«$H$H»",
	},
	"stored": {
		"$1$Ab3dEf7h$«q0Wz8Xc.5Rt/Yv2Bn4Mk1.»", "$2b$12$«Kd4Rt8Lp3Vn6Bcq7Wm2Zx9Kd4Rt8Lp3Vn6Bcq7Wm2Zx9Kd4Rt8Lp.»", "$argon2id$v=19$m=65536,t=3,p=4$«c2FsdHNhbHQ$Kd4Rt8Lp3Vn6Bcq7Wm2Zx9»", "pbkdf2_sha256$260000$«Kd4Rt8Lp3Vn6$q7Wm2Zx9Kd4Rt8Lp3Vn6Bcq7Wm2Zx9=»",
		"{SSHA}«Kd4Rt8Lp3Vn6Bcq7Wm2Zx9Kd4Rt8Lp3V»", "ada:1001:«$H»:«$H»:::", "IDENTIFIED AS '*«5D1F0C9A7B3E482691D0C7F2B8A43E6591D0C7F2»'",
	},
}

func TestTelling(t *testing.T) {
	for kind, texts := range gone {
		for _, marked := range texts {
			marked = madeUpValues.Replace(marked)
			text := strings.NewReplacer("«", "", "»", "").Replace(marked)
			got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]
			for _, part := range strings.Split(marked, "«")[1:] {
				secret, _, _ := strings.Cut(part, "»")
				if got != nil && strings.Contains(*got, secret) {
					t.Errorf("%s: %q gives %s", kind, text, show(got))
				}
			}
			checkIdempotent(t, abi.FreeText, text)
		}
	}
}

// What only looks like the texts above stays.
func TestTelling_Stays(t *testing.T) {
	for _, text := range []string{
		"commit $H", "public key $R", "primary key $U", "cacheKey=$U", "the object id is $R", "see credentials@$H", "pass `--dry-run` to it", "pass to httplib2, as it is", "hash $R of the token", "sha256: $R",
		"the password is stored as utf8mb4", "change the token to an opaque one", "name: password, type: string", "password: string", "username = user\npassword = passwd", "docker run -p 8080:80 -u 1000:1000 -v a1:/b2",
		"docker build -t app:v1.2.3 -a x:y", "id/name ada/b12", "user, password\nvalue, other", "name,token\nx,y", "echo \"$1\" | sudo -S ls", "cost $5$ and $6$", "a=$1$2 b=$2a$3",
		"element.fill('#name', 'ada12345')", "equals(password)", "re-identified as `np.pwhash.2`", "decode%3Dtrue&x%3A1", "&lt;div&gt;ada12345&lt;/div&gt;", "10:20:30:40:50", "key is a word", "tags.type('text/html5x')",
		"TestOAuth2ClientCredentialsGrant token", "a token of type sha256WithRSAEncryption", "a,token,c\n1,2", "\"password\": \"Passwort\"", "\"password\": {\"type\": \"string\", \"writeOnly\": true}", "password_encryption = scram-sha-256", "key: node-modules-$H$H", "s3Key: uploads/2025/$U.pdf", "data-sitekey=\"$R\"", "client-certificate-data: LS0tLS1CRUdJTiBDRVJU$R$R",
		"tokens: []lexer.Token{", "return \"application/x-7z-compressed\"", "pw for the box = none", "the password (min 8 characters)", "read -s -p \"Password: \" DB_PASS", "{\"js-tokens\": {\"integrity\": \"sha512-$R$R==\"}}", "forgot-password-$H.js", "sha256_$H$H", "password=password_input\n", "password = \"must be at least eight characters\"", "passwords:\n  - name: ada", "password=getPassword(x)",
		"password: two-factor-auth-flow", "reset-token-expiry", "the following is a hash:\n\n$H", "net use of memory is 12345678 bytes", "\"a\",\n\"token8bit\",",
	} {
		text = madeUpValues.Replace(text)
		if got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]; show(got) != show(&text) {
			t.Errorf("%q became %s", text, show(got))
		}
	}
}

// A short password goes from the rest of its row where it is a word of its own.
func TestSpread_Short(t *testing.T) {
	short := "sun" + "42x"
	text := `{"password":"` + short + `","note":"log in with ` + short + `, not with ` + short + `y"}`
	want := `{"password":"[REDACTED]","note":"log in with [REDACTED], not with ` + short + `y"}`
	if got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]; show(got) != show(&want) {
		t.Errorf("%s becomes %s", text, show(got))
	}
}
