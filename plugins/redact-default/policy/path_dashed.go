package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// dashed takes a root away that stands in an id with hyphens for separators.
func (p *Policy) dashed(s []byte, i int, m mode) int {
	doubled := i == 0 || s[i-1] == '-'
	if p.names.slashRoot && m == modeEmbedded && doubled && i > 0 && i < 32 {
		end := i
		for end < len(s) && s[end] == '-' {
			end++
		}
		p.mask(i, end, pathRoot)
		return end
	}
	for k := range p.names.needles {
		nd := &p.names.needles[k]
		if nd.segments == 1 && (m != modeEmbedded || !doubled) {
			continue
		}
		end := nd.dashedAt(s, i)
		if end == 0 {
			continue
		}
		start := i
		if nd.drive != 0 && doubled && i >= 2 && ascii.Fold(s[i-2]) == nd.drive && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0) {
			start = i - 2
		}
		if end < len(s) && s[end] == '-' && doubled {
			end++
		}
		p.mask(start, end, pathRoot)
		return end
	}
	if end := unknownHome(s, i); end > 0 && doubled {
		p.mask(i, end, pathOutside)
		return end
	}
	return i + 1
}

// unknownHome returns the end of "-Users-name-" or "-home-name-" at s[i], or 0.
func unknownHome(s []byte, i int) int {
	at := i + len("-home-")
	if !ascii.HasAt(s, i, "-home-") {
		if at++; !ascii.HasAt(s, i, "-Users-") {
			return 0
		}
	}
	for k := at; k < len(s) && k < at+64; k++ {
		if s[k] == '-' && k > at {
			return k + 1
		}
		if !shape.PathByte(s[k]) {
			return 0
		}
	}
	return 0
}

func (nd *needle) dashedAt(s []byte, i int) int {
	if len(s)-i < len(nd.dashed) {
		return 0
	}
	for k, want := range nd.dashed {
		c := s[i+k]
		if nd.fold {
			c = ascii.Fold(c)
		}
		if c != want {
			return 0
		}
	}
	end := i + len(nd.dashed)
	if end < len(s) && ascii.Class[s[end]]&ascii.Word != 0 {
		return 0
	}
	return end
}

// address takes the names of the context out of a mail address or user@host.
func (p *Policy) address(s []byte, at int) {
	if len(p.names.users) == 0 {
		return
	}
	start, end := at, at+1
	for start > 0 && start > at-64 && (ascii.Class[s[start-1]]&ascii.Word != 0 || s[start-1] == '-') {
		start--
	}
	for end < len(s) && end < at+64 && (ascii.Class[s[end]]&ascii.Word != 0 || s[end] == '-') {
		end++
	}
	p.segment(s, start, at)
	p.segment(s, at+1, end)
}
