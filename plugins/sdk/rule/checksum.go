package rule

import "github.com/driftsync/driftsync/plugins/sdk/checksum"

// holds reports whether digits (and for Mod97 letters) of a text have a checksum.
func (c Checksum) holds(text []byte) bool {
	switch c {
	case Luhn:
		return checksum.Luhn(text)
	case Mod97:
		return checksum.Mod97(text)
	}
	return true
}
