// Package judge decides whether a value is a secret: by what the name says that it belongs
// to, by its own shape and randomness, and by what stands for a secret only. It does not
// ask how name and value are written; see package reading.
package judge

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Strength says how much a name tells about its value.
type Strength uint8

const (
	Silent    Strength = iota
	Entropic           // "key": the value must look random
	Tokenlike          // "token": letters and digits
	Passlike           // "password": anything
)

// Keyword is the end of a name that says something about its value.
type Keyword struct {
	Text   string // lower case
	Weight Strength
	Glued  bool // may follow letters without a boundary: "dbpassword"
	Open   bool // may be something else, by the segment before it
}

// Words are the lists by which a judge decides, all of lower case.
type Words struct {
	Keywords         []Keyword
	Strong           []string       // segments that tell wherever they stand in a name
	Qualifiers, Open Endings        // segments that make the "key" after them a secret, or none
	Attributes       *wordlist.List // last segments that say something of a secret and are none
	Verbs            *wordlist.List // last segments of names of functions
	Segments         *wordlist.List // segments of variables of the environment that hold secrets
	Placeholders     *wordlist.List // whole values that stand for a secret
	PlaceholderParts []string       // parts of such values
	Prose, Said      *wordlist.List // words of sentences, and of messages about passwords
	Phrases          *wordlist.List // names of the phrases that wallets are made from
	Numbers          *wordlist.List // names of secrets that are digits
	Files            *wordlist.List // extensions of files
	Types            *wordlist.List // names of types
	Holders          *wordlist.List // names of what holds secrets and other things
	Algorithms       *wordlist.List // names of algorithms and formats, which have digits
}

// Judge decides by its lists. It may be used by several goroutines at a time.
type Judge struct {
	words        *Words
	groups       [][]Keyword     // by the hash of the last three letters
	groupOf      [endings]uint16 // position in groups
	strongStarts wordlist.Starts
	partStarts   wordlist.Starts
	partsByFirst [256][]string
}

// New returns the judge with the given lists, which it keeps.
func New(words *Words) *Judge {
	j := &Judge{words: words, groups: make([][]Keyword, 1), strongStarts: wordlist.StartsOf(words.Strong), partStarts: wordlist.StartsOf(words.PlaceholderParts)}
	for i := range words.Keywords {
		j.index(&words.Keywords[i])
	}
	for _, part := range words.PlaceholderParts {
		c := part[0]
		j.partsByFirst[c] = append(j.partsByFirst[c], part)
		if ascii.Class[c]&ascii.Lower != 0 {
			j.partsByFirst[c-32] = append(j.partsByFirst[c-32], part)
		}
	}
	return j
}

const endings = 1 << 12 // hashes of the last three letters of a name

func endHash(a, b, c byte) uint { return (uint(a)<<7 ^ uint(b)<<4 ^ uint(c)) & (endings - 1) }

// index adds k to the group of each hash that a name that ends with it can have.
func (j *Judge) index(k *Keyword) {
	n := len(k.Text)
	for c := range 256 {
		if n > 2 && byte(c) != k.Text[n-3] || ascii.Folded[c] != byte(c) {
			continue
		}
		h := endHash(byte(c), k.Text[n-2], k.Text[n-1])
		if j.groupOf[h] == 0 {
			j.groupOf[h] = uint16(len(j.groups))
			j.groups = append(j.groups, nil)
		}
		if list := j.groups[j.groupOf[h]]; len(list) == 0 || list[len(list)-1] != *k {
			j.groups[j.groupOf[h]] = append(list, *k)
		}
	}
}

// Endings holds words by their last letter in both cases.
type Endings [256][]string

// EndingsOf indexes lower-case words.
func EndingsOf(words ...string) (index Endings) {
	for _, w := range words {
		last := w[len(w)-1]
		index[last] = append(index[last], w)
		if ascii.Class[last]&ascii.Lower != 0 {
			index[last-32] = index[last]
		}
	}
	return index
}
