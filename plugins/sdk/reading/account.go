package reading

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// Account is an account with its password before a host, without a scheme: ada:x@db.example.org/a.
// Its trigger is the colon.
type Account struct{}

const (
	maxPassword = 72 // bytes of a password before a host
	maxHost     = 64
)

// Begins implements [Way].
func (*Account) Begins(s []byte, i int) bool {
	return i > 0 && i+1 < len(s) && inPassword[s[i+1]] && s[i+1] != '/' && ascii.Class[s[i-1]]&ascii.Word != 0
}

// Read implements [Way].
func (*Account) Read(s []byte, i, from int) Pair {
	end := i + 1
	for end < len(s) && end < i+maxPassword && inPassword[s[end]] {
		end++
	}
	if from > 0 || end >= len(s) || s[end] != '@' {
		return Pair{}
	}
	host := end + 1
	for host < len(s) && host < end+maxHost && s[host] < 0x80 && InName(s[host]) {
		host++
	}
	if host == end+1 || host >= len(s) || s[host] != ':' && s[host] != '/' && s[host] != '(' || host+1 < len(s) && s[host] == ':' && ascii.Class[s[host+1]]&ascii.Digit == 0 {
		return Pair{}
	}
	return Pair{Name: nameBefore(s, i), Value: Span{i + 1, end}, Quoted: true, Close: true, Next: end}
}

// inPassword are the bytes of such passwords.
var inPassword = func() (t [256]bool) {
	for c := range byte(0x80) {
		t[c] = InName(c)
	}
	for _, c := range []byte("+/=!#$%^&*?{}()[]<>~|;¨¿") {
		t[c] = true
	}
	return t
}()

// Entry is a line of the file of passwords of PostgreSQL: host:port:database:user:x. Its name is
// the user, its trigger the last colon.
// https://www.postgresql.org/docs/current/libpq-pgpass.html
type Entry struct{}

const minEntry = 6 // bytes of its password

// Begins implements [Way].
func (*Entry) Begins(s []byte, i int) bool {
	return i > 0 && i+1 < len(s) && s[i+1] > ' ' && s[i-1] < 0x80 && (InName(s[i-1]) || s[i-1] == '*')
}

// Read implements [Way].
func (*Entry) Read(s []byte, i, from int) Pair {
	if from > 0 {
		return Pair{}
	}
	start, colons, user, number := i, 0, i, false
	for last := i; start > 0 && start > i-maxLabel && s[start-1] != '\n'; start-- {
		switch c := s[start-1]; {
		case c == ':':
			if colons++; colons == 1 {
				user = start
			}
			number = number || last > start && (s[start] == '*' && last == start+1 || digitsBefore(s, start, last) == start)
			last = start - 1
		case c >= 0x80 || !InName(c) && c != '*':
			return Pair{}
		}
	}
	if colons != 3 || !number {
		return Pair{}
	}
	end := wordEnd(s, i+1)
	if end < i+1+minEntry || end < len(s) && s[end] > ' ' {
		return Pair{}
	}
	return Pair{Name: Span{user, i}, Value: Span{i + 1, end}, Quoted: true, Close: true, Next: end}
}

// Slashed is a password behind its account, which stands where the value of an assignment would:
// creds: ada / x. Its trigger is the separator.
type Slashed struct{ Assignment }

// Read implements [Way].
func (x Slashed) Read(s []byte, i, from int) Pair {
	at := x.values.At(s, i+1, nil).End
	if from > 0 || at == 0 || !ascii.HasAt(s, at, " / ") {
		return Pair{}
	}
	at += len(" / ")
	end := wordEnd(s, at)
	return Pair{Name: x.names.Before(s, i), Value: Span{at, end}, Next: end}
}

// Joined is a value with an ampersand in it, which would end a parameter of a link:
// password=Oak&12x. Its trigger is the separator.
type Joined struct{ Assignment }

// Read implements [Way].
func (x Joined) Read(s []byte, i, from int) Pair {
	v := x.values.At(s, i+1, nil)
	if from > 0 || v.Quoted || v.End == 0 || v.End >= len(s) || s[v.End] != '&' {
		return Pair{}
	}
	whole := SpokenAt(s, v.Start)
	return Pair{Name: x.names.Before(s, i), Value: whole, Next: whole.End}
}
