package policy_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// checkLeaves compares what leaves of the first of each two texts with the second, or
// with itself where that is empty.
func checkLeaves(t *testing.T, table [][2]string) {
	t.Helper()
	for _, row := range table {
		want := row[1]
		if want == "" {
			want = row[0]
		}
		if got := redact(t, oneColumn(abi.FreeText, []string{row[0]}))[0][0]; got == nil || *got != want {
			t.Errorf("%q gives %s, want %q", row[0], show(got), want)
		}
		checkIdempotent(t, abi.FreeText, row[0])
	}
}

// Paths that follow something other than a space or a quote.
func TestGluedPaths(t *testing.T) {
	checkLeaves(t, [][2]string{
		{"cc -I/home/bob/inc -L/Users/bob/lib -I/usr/include", "cc -Iinc -Llib -I/usr/include"},
		{"curl -d @/home/bob/x.json", "curl -d @x.json"},
		{"import a from '@/home/Index.vue'", ""},
		{`require("@/components/Home.vue")`, ""},
		{"“/home/bob/a.txt” 「/Users/bob/b.txt」", "“a.txt” 「b.txt」"},
		{"文件/home/bob/a.txt不存在", "文件a.txt不存在"},
		{"see */home/bob/a.txt* and **/home/bob/b.txt**", "see *a.txt* and **b.txt**"},
		{"glob */home/*.ts and src/*/home/x.ts", ""},
		{"unix:///Users/bob/.docker/docker.sock", "unix://docker.sock"},
		{"git+file:///home/bob/r.git#main", "git+file://r.git#main"},
		{"sqlite:////home/bob/a.db and sqlite:///data.db", "sqlite:///a.db and sqlite:///data.db"},
		{"webpack:///home/bob/app/a.js?3f9a webpack:///./src/x.js", "webpack://a.js?3f9a webpack:///./src/x.js"},
		{"jar:file:/home/bob/x.jar!/io/acme/A.class", "jar:x.jar!/io/acme/A.class"},
		{"idea://open?file=/Users/bob/a.kt&line=3", "idea://open?file=a.kt&line=3"},
		{"vscode://file/Users/bob/a.ts:3:1", "vscode://filea.ts:3:1"},
		{"http://localhost:3000/@fs/Users/bob/app/main.ts", "http://localhost:3000/@fsmain.ts"},
		{"https://x.io/home/bob/x and ?next=/home/settings", ""},
		{"see ~bob/notes.txt and ~bob/a/b/c.txt", "see notes.txt and c.txt"},
		{`"~assets/img.png" url(~assets/x.png) ~10/20 $key=~tr/-/_/;`, ""},
		{"//fs02/users/bob/budget.xlsx", "budget.xlsx"},
		{"//cdn.example.com/users/bob/x.js", ""},
		{"/home2/bob/www/i.php /usr/local/google/home/bob/a.cc:3", "i.php a.cc:3"},
		{"/afs/example.org/user/b/bob/a.txt /data/home/bob/x.py", "a.txt x.py"},
		{"/usr/lib/node_modules/a/home/b.js", ""},
		{"<file>/home/bob/a.txt</file> <a href=\"/home/about\">x</a>", "<file>a.txt</file> <a href=\"/home/about\">x</a>"},
		{"expect(url).toBe('/home/users'); Referer: /home/settings", ""},
		{"cd /home/alice now", "cd [HOME] now"},
		{`a\n/home/bob/x.go %22/home/bob/y.go%22 \u0022/home/bob/z.go\u0022`, `a\nx.go %22y.go%22 \u0022z.go\u0022`},
		{"file%3A%2F%2F%2FUsers%2Fbob%2Fx.txt", "file%3Ax.txt"},
		{`t.Errorf("%d:\n") f("x:\n") "a:\r\n"`, ""},
		{`in C:\new\file.txt`, "in file.txt"},
		{`cl -IC:\Users\bob\inc “C:\Users\bob\a.txt”`, "cl -Iinc “a.txt”"},
		{"/Volumes/Macintosh HD/Users/bob/x.txt", "x.txt"},
		{"/run/media/bob/DISK/x.iso", "x.iso"},
		{`\u002fhome\u002fbob\u002fx.txt`, "x.txt"},
		{"sftp://host/home/bob/x.txt", "sftp://hostx.txt"},
		{"+/home/bob/x.txt", "+x.txt"},
		{"/run/user/1000/gvfs/smb-share:server=fs02,share=bob/a.txt is gone", "a.txt is gone"},
		{"/run/user/1000/bus", ""},
		{"/run/user/1000/shop-4f1/api.sock: bind failed", "api.sock: bind failed"},
		{"/storage/emulated/0/Android/data/org.example.pay/files/shot.png saved", "shot.png saved"},
		{"  expect(received).toBe(expected)\n\n      at Object.toBe (/home/bob/src/a.test.ts:2:3)\n      at node_modules/jest/x.js:1:2", "  expect(received).toBe(expected)\n\n      at Object.toBe (a.test.ts:2:3)\n      at node_modules/jest/x.js:1:2"},
		{`{"body":"{\"error\":\"ENOENT: /home/bob/x.ts\"}"}`, `{"body":"{\"error\":\"ENOENT: x.ts\"}"}`},
		{"/qwik/i.test(value) and /x/gi.exec(y)", ""},
	})
}

// Private keys in other spellings of their armor.
func TestKeyBlocks(t *testing.T) {
	body := "MIIEowIBAAKC" + "AQEAu1SU1LfV"
	for _, armor := range []string{
		"-----BEGIN RSA PRIVATE KEY-----\n@@\n-----END RSA PRIVATE KEY-----", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\n@@\n---- END SSH2 ENCRYPTED PRIVATE KEY ----",
		"-----begin private key-----\n@@\n-----end private key-----", "-----BEGIN%20RSA%20PRIVATE%20KEY-----%0A@@%0A-----END%20RSA%20PRIVATE%20KEY-----",
		"%2D%2D%2D%2D%2DBEGIN+PRIVATE+KEY%2D%2D%2D%2D%2D%0A@@%0A%2D%2D%2D%2D%2DEND+PRIVATE+KEY%2D%2D%2D%2D%2D",
		`\u002d\u002d\u002d\u002d\u002dBEGIN PRIVATE KEY\u002d\u002d\u002d\u002d\u002d\u000a@@`, "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n@@\n-----END PGP PRIVATE KEY BLOCK-----",
		"-----BEGIN_EC_PRIVATE_KEY-----\\n@@\\n-----END_EC_PRIVATE_KEY-----",
	} {
		text := "before " + strings.ReplaceAll(armor, "@@", body) + "\nafter"
		if got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]; got == nil || strings.Contains(*got, body) || !strings.HasPrefix(*got, "before [REDACTED]") {
			t.Errorf("%q gives %s", text, show(got))
		}
		checkIdempotent(t, abi.FreeText, text)
	}
}

// Public keys, fingerprints and names of resources stay.
func TestPublicNames(t *testing.T) {
	var table [][2]string
	for _, text := range []string{
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ada@host",
		"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA2Ud9N6TqJ0bkO0pF7uZcXkJk1T9Yh3n5yZkq8Qb1m4k=\n-----END PUBLIC KEY-----",
		"---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3Nz\n---- END SSH2 PUBLIC KEY ----",
		"SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 (RSA)", "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1",
		"arn:aws:secretsmanager:us-east-1:123456789012:secret:MyDbPassword-a1B2c3", `kms_key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"`,
		`SamlBearer = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"`, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", `token = include_str!("rsa_key_pkcs8.pem")`,
		"contract_key=0x71C7656EC7ab88b098defB751B7401B5f6d8976F", "key_d41d8cd98f00b204e9800998ecf8427e", "//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbXX0yMz",
		"pi_3MtwBwLkdIwHu7ix28a3tqPa", "sk_learn_model_v2_experiment_2024 and as-is-2024-release-candidate-1",
	} {
		table = append(table, [2]string{text})
	}
	checkLeaves(t, table)
}
