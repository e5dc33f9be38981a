package policy

import "github.com/driftsync/driftsync/abi/shape"

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
		if nd.drive != 0 && doubled && i >= 2 && fold(s[i-2]) == nd.drive && (i == 2 || class[s[i-3]]&word == 0) {
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
	if !hasAt(s, i, "-home-") {
		if at++; !hasAt(s, i, "-Users-") {
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
			c = fold(c)
		}
		if c != want {
			return 0
		}
	}
	end := i + len(nd.dashed)
	if end < len(s) && class[s[end]]&word != 0 {
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
	for start > 0 && start > at-64 && (class[s[start-1]]&word != 0 || s[start-1] == '-') {
		start--
	}
	for end < len(s) && end < at+64 && (class[s[end]]&word != 0 || s[end] == '-') {
		end++
	}
	p.segment(s, start, at)
	p.segment(s, at+1, end)
}
