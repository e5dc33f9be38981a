// Package checksum checks the digits of numbers against their check digits. Spaces and dashes
// between them do not count.
package checksum

// Luhn reports a number of cards and identities with a check digit of Luhn's.
func Luhn(text []byte) bool {
	sum, digits := 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		c := text[i]
		if c == ' ' || c == '-' {
			continue
		}
		if c < '0' || c > '9' {
			return false
		}
		d := int(c - '0')
		if digits%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		digits++
	}
	return digits > 1 && sum%10 == 0
}

// Mod97 checks an IBAN: its first four characters go to the end, letters are 10 to 35.
func Mod97(text []byte) bool {
	var kept [64]byte
	n := 0
	for _, c := range text {
		if c == ' ' || c == '-' {
			continue
		}
		if n == len(kept) {
			return false
		}
		kept[n] = c
		n++
	}
	if n < 5 {
		return false
	}
	rest := 0
	for i := range n {
		c := kept[(i+4)%n]
		switch {
		case '0' <= c && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case 'A' <= c && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		case 'a' <= c && c <= 'z':
			rest = (rest*100 + int(c-'a') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
