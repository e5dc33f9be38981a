package prove

import (
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"strings"
)

// value is a canary before it is spelled: its text, and the part of it that must not
// arrive. At is where in the core eight bytes begin that no other core has there.
type value struct {
	text, core string
	at         int
}

func whole(text, core string) value { return value{text: text, core: core} }

// value makes a canary of a kind. Root is the project root.
func (m *maker) value(k Kind, s Spelling, root string, p *person) value {
	switch k {
	case Secret:
		return m.secret()
	case Path, Home:
		return m.outside(k, s)
	case Root:
		return m.below(root)
	case Code:
		return m.code(s)
	case Mail:
		w, domain := m.word(), m.word()
		address := m.pick("zoe.", "j.", "", "tamsin_") + w + "@" + domain + m.pick(".com", ".io", ".de", ".dev")
		return value{address, address, strings.Index(address, w)}
	case Name:
		return whole(p.given+" "+p.surname, p.surname)
	}
	n := m.of(4, lower) + m.of(16, alphanum)
	return whole(m.pick("SMTP_PASSWORD", "API_TOKEN", "DB_PASSWORD", "SESSION_SECRET", "AWS_SECRET_ACCESS_KEY", "STRIPE_SECRET_KEY")+"="+n, n)
}

// The parts of tokens are joined here, so that no scanner takes this file for a leak.
func (m *maker) secret() value {
	switch m.IntN(14) {
	case 0:
		n := m.of(16, upper+"234567")
		return whole("AK"+"IA"+n, n)
	case 1:
		n := m.of(30, alphanum)
		return whole("gh"+"p_"+n+checksum62(n), n)
	case 2:
		n := m.of(24, alphanum)
		return whole("sk_"+"live_"+n, n)
	case 3:
		n := m.of(24, alphanum)
		return whole("xo"+"xb-"+m.of(12, digits)+"-"+m.of(13, digits)+"-"+n, n)
	case 4:
		n := m.of(20, alphanum)
		return whole("gl"+"pat-"+n, n)
	case 5:
		n := m.of(35, alphanum+"-_")
		return whole("AI"+"za"+n, n)
	case 6:
		n := m.of(36, alphanum)
		return whole("np"+"m_"+n, n)
	case 7:
		return m.jwt()
	case 8:
		n := m.of(6, lower) + m.of(14, alphanum)
		return whole("postgres://ledger:"+n+"@db.internal:5432/shop", n)
	case 9:
		n := m.of(32, alphanum)
		return whole("Authorization: Bearer "+n, n)
	case 10:
		n := m.of(32, alphanum)
		return whole("https://hooks.internal/v1/orders?access_token="+n, n)
	case 11:
		n := m.of(20, alphanum)
		return whole(fmt.Sprintf("api_key: '%s'", n), n)
	case 12:
		return m.pem()
	}
	n := m.of(16, alphanum)
	return whole(fmt.Sprintf("password = %q", n), n)
}

func (m *maker) jwt() value {
	enc := base64.RawURLEncoding
	head := enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	body := enc.EncodeToString([]byte(`{"sub":"` + m.of(10, digits) + `"}`))
	n := m.of(43, alphanum+"-_")
	return whole(head+"."+body+"."+n, n)
}

func (m *maker) pem() value {
	lines := []string{"-----BEGIN RSA " + "PRIVATE KEY-----"}
	for range 4 {
		lines = append(lines, m.of(64, alphanum+"+"))
	}
	return whole(strings.Join(append(lines, "-----END RSA "+"PRIVATE KEY-----"), "\n"), lines[2])
}

// checksum62 is the tail by which the token's issuer recognises it: the CRC-32 in base
// 62, six digits.
func checksum62(s string) string {
	const base62 = digits + upper + lower
	sum := crc32.ChecksumIEEE([]byte(s))
	var b [6]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = base62[sum%62]
		sum /= 62
	}
	return string(b[:])
}

// outside makes a path that is not below the project.
func (m *maker) outside(k Kind, s Spelling) value {
	w := m.word()
	rest := []string{m.pick("releases", "checkout", "work", "billing"), m.pick("src", "app", "lib"), m.pick("ledger.ts", "cart.py", "main.go", "Tax.java")}
	top := m.pick("/srv/", "/opt/", "/mnt/builds/", "/data/jenkins/", "/var/www/")
	if k == Home {
		top = m.pick("/home/", "/Users/")
	}
	if s != Windows {
		return whole(top+w+"/"+strings.Join(rest, "/"), w)
	}
	top = m.pick(`D:\build\`, `C:\agents\`, `\\files01\projects\`)
	if k == Home {
		top = `C:\Users\`
	}
	return whole(top+w+`\`+strings.Join(rest, `\`), w)
}

// below makes a path under the project root. The part behind the root may arrive, so
// the core joins the two.
func (m *maker) below(root string) value {
	w, slashed := m.word(), strings.ReplaceAll(root, `\`, "/")
	last := slashed[strings.LastIndexByte(slashed, '/')+1:]
	core := last + "/" + w
	return value{text: strings.TrimRight(root, `/\`) + "/" + w + "/" + m.pick("ledger.ts", "cart.py", "main.go"), core: core, at: len(last) + 1}
}

// code makes a statement, or five lines.
func (m *maker) code(s Spelling) value {
	w := m.word()
	t := title(w)
	if s == Lines {
		return whole(m.pick(
			"function "+w+"(order) {\n  if (!order.items.length) {\n    return null;\n  }\n  return order.items.map((i) => i."+w+");\n}",
			"def "+w+"(self, order):\n    total = 0\n    for item in order.items:\n        total += item."+w+"\n    return total",
			"if err := "+w+".Close(); err != nil {\n\tlog.Printf(\"close: %v\", err)\n\treturn err\n}\ndefer "+w+".Flush()",
			"let mut "+w+" = Vec::new();\nfor item in &order.items {\n    "+w+".push(item.price * 2);\n}\nOk("+w+")",
		), w)
	}
	return whole(m.pick(
		"const total"+t+" = apply"+t+"(order.items, 0.15);",
		"if (!"+w+".ok) { throw new "+t+"Error("+w+".code); }",
		"return await "+w+".post(url, { body: payload });",
		"self."+w+" = [i."+w+" for i in order.items if i.price > 0]",
		"if err := "+w+".Close(); err != nil { return err }",
		"let "+w+" = self.pool.lock().unwrap();",
		"private final Map<String, "+t+"> "+w+" = new HashMap<>();",
		"SELECT "+w+", sum(price) FROM orders WHERE "+w+" = ?",
		"for (const "+w+" of order.items) total += "+w+".price;",
	), w)
}

// person is somebody who stands in the columns of persons of the copy.
type person struct {
	given, surname, mail string
}

// persons is their number: as many as a column gets canaries of names.
const persons = 2 + 1 + extra

func (m *maker) persons() []person {
	all := make([]person, persons)
	for i := range all {
		p := &all[i]
		p.given, p.surname = m.pick("Ada", "Jonas", "Zoe", "Mirjam", "Piet", "Tamsin"), title(m.word())
		p.mail = strings.ToLower(p.given + "." + p.surname + "@" + m.word() + ".com")
	}
	return all
}

// inAuthors returns how a column of persons names the person: every other one with the
// address.
func (p *person) inAuthors(n int) string {
	if n%2 == 0 {
		return p.given + " " + p.surname
	}
	return p.given + " " + p.surname + " <" + p.mail + ">"
}
