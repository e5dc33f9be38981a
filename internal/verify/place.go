package verify

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/driftsync/driftsync/abi"
)

// place is a machine and a person that a corpus is of. All are made up.
type place struct {
	root, otherRoot, home, user, host string
	another                           string // a person of whom the frame says nothing
}

// fixedPlace is the same for everybody, so that two auditors see the same answers.
var fixedPlace = place{
	root: "/home/wren/work/ledger", otherRoot: "/srv/agents/wren/ledger", home: "/home/wren", user: "wren", host: "heron-12",
	another: "tamsin",
}

// shapes are where people keep their work: root, another root and home of a user with a
// project.
var shapes = []struct{ root, other, home string }{
	{"/home/%[1]s/%[2]s", "/mnt/c/Users/%[1]s/%[2]s", "/home/%[1]s"},
	{"/Users/%[1]s/Developer/%[2]s", "/private/tmp/%[1]s/%[2]s", "/Users/%[1]s"},
	{"/srv/builds/%[1]s/%[2]s/checkout", "/var/lib/agents/%[1]s/%[2]s", "/var/lib/agents/%[1]s"},
	{"/export/home/%[1]s/git/%[2]s", "/data/%[1]s/%[2]s", "/export/home/%[1]s"},
}

// newPlace draws a place.
func newPlace(seed uint64) *place {
	r := rand.New(rand.NewPCG(seed, hash("place")))
	shape := shapes[r.IntN(len(shapes))]
	user, project := letters(r, 5+r.IntN(6), lowers), letters(r, 6+r.IntN(8), lowers)
	return &place{
		root: fmt.Sprintf(shape.root, user, project), otherRoot: fmt.Sprintf(shape.other, user, project), home: fmt.Sprintf(shape.home, user),
		user: user, host: fmt.Sprintf("%s-%d", letters(r, 6, lowers), r.IntN(100)), another: letters(r, 8, lowers),
	}
}

func (p *place) context() []abi.ContextSpec {
	return []abi.ContextSpec{
		{Kind: abi.Root, Value: p.root}, {Kind: abi.Root, Value: p.otherRoot}, {Kind: abi.Home, Value: p.home},
		{Kind: abi.User, Value: p.user}, {Kind: abi.Host, Value: p.host},
	}
}

// needle is what of a path in the root must be gone.
func (p *place) needle() string {
	if strings.HasPrefix(p.root, p.home+"/") {
		return p.home
	}
	return p.root
}

// names reports whether a text names anything of the place.
func (p *place) names(text []byte) bool {
	lower := strings.ToLower(string(text))
	for _, e := range p.context() {
		if strings.Contains(lower, strings.ToLower(e.Value)) {
			return true
		}
	}
	return false
}
