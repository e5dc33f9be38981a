package path

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// dashed takes a root away that stands in an id with hyphens for separators, as Claude Code names
// the folders of projects: "-Users-ada-shop". It returns where to read on.
func (f *Finder) dashed(s []byte, i int, mode Mode) int {
	doubled := i == 0 || s[i-1] == '-'
	if f.Machine.slash && mode == Embedded && doubled && i > 0 && i < 32 {
		end := i
		for end < len(s) && s[end] == '-' {
			end++
		}
		f.Mask(i, end, Root)
		return end
	}
	for k := range f.Machine.needles {
		nd := &f.Machine.needles[k]
		if nd.segments == 1 && (mode != Embedded || !doubled) {
			continue
		}
		end := nd.at(s, i+1, true)
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
		f.Mask(start, end, Root)
		return end
	}
	if end := unknownHome(s, i); end > 0 && doubled {
		f.Mask(i, end, Outside)
		return end
	}
	return i + 1
}

// homePrefix returns the length of the folder of homes with hyphens at s[i], 0 without it.
func homePrefix(s []byte, i int) int {
	for _, top := range [...]string{"-home-", "-Users-"} {
		if ascii.HasAt(s, i, top) {
			return len(top)
		}
	}
	return 0
}

// unknownHome returns the end of "-Users-name-" or "-home-name-" at s[i], or 0.
func unknownHome(s []byte, i int) int {
	n := homePrefix(s, i)
	for k := i + n; n > 0 && k < len(s) && k < i+n+64 && shape.PathByte(s[k]); k++ {
		if s[k] == '-' && k > i+n {
			return k + 1
		}
	}
	return 0
}
