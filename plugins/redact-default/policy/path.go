package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/path"
)

// How the text of a cell is read for paths.
type mode = path.Mode

const (
	modeText     = path.Text
	modeEmbedded = path.Embedded
	modeURL      = path.Routes
)

var pathWords = &path.Words{
	Editors: editors, PeopleTops: gluedTops, PrivateTops: privateTops, HomeTops: homeTops, MachineTops: machineTops, WebTops: webTops, SharedFolders: sharedTails,
	Pages: pageWords, CommonNames: commonNames, WebExtensions: webExtensions, SourceExtensions: sourceExtensions, RegexpCalls: regexpCalls, Imports: importWords,
}

var pathRules = [...]uint8{path.Root: pathRoot, path.Separator: pathSeparator, path.WholeRoot: pathWholeRoot, path.Outside: pathOutside, path.Home: pathHome, path.User: pathUser}

// pathCell redacts a cell that is one path.
func (p *Policy) pathCell(s []byte) {
	if !p.finder.Cell(s) {
		p.text(s, modeURL)
	}
}

// paths redacts the paths in s, which is classified.
func (p *Policy) paths(s []byte, m mode) {
	for i := p.nextPath(s, p.first); i < len(s); i = p.nextPath(s, i) {
		i = p.finder.At(s, i, m)
	}
}

// Where a path or a name of this machine may begin, for the filter.

func always(*Policy, []byte, int) bool { return true }

// slashTells reports that the slash s[i] may belong to a path that has to be looked at.
func (p *Policy) slashTells(s []byte, i int) bool {
	return !p.names.machine.Relative(s, i) && path.LoneSlash(s, i) == 0
}

// entitySeparator reports a separator that is spelled as in HTML.
func entitySeparator(_ *Policy, s []byte, i int) bool { return shape.Separator(s, i) > 0 }

// dashesAt reports a path that is spelled with hyphens from s[i] on, or one that an option of one
// letter takes.
func (p *Policy) dashesAt(s []byte, i int) bool {
	return p.names.machine.DashedAt(s, i) || i+2 < len(s) && ascii.Class[s[i+1]]&(ascii.Upper|ascii.Lower) != 0 && shape.Separator(s, i+2) > 0
}

// homeTilde reports a home or the folder of a user in the path of a URL.
func homeTilde(_ *Policy, s []byte, i int) bool {
	return i+1 < len(s) && (ascii.Class[s[i+1]]&ascii.Lower != 0 || shape.Separator(s, i+1) > 0)
}

func (p *Policy) hasUsers(_ []byte, _ int) bool { return p.names.machine.HasUsers() }

func (p *Policy) userAt(s []byte, i int) bool { return p.names.machine.UserAt(s, i) }
