package policy

import "github.com/driftsync/driftsync/plugins/sdk/judge"

type keyword struct {
	text   string
	weight strength
	glued  bool // may follow letters without a boundary: "dbpassword"
	open   bool // may be something else, by the segment before it
}

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) judge.Endings { return judge.EndingsOf(words...) }
