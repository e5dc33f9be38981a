package path

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// mountPoints are the segments of an absolute path after which the path really begins: "?" is the
// letter of a drive (Docker, Cygwin, WSL), "*" the name of a distribution.
var mountPoints = [...][]string{
	{"?"}, {"private"}, {"host_mnt"}, {"host_mnt", "?"}, {"private", "?"}, {"mnt", "?"}, {"cygdrive", "?"}, {"run", "host"}, {"wsl$", "*"}, {"wsl.localhost", "*"}, {"system", "volumes", "data"},
}

// mounts follows the segments of an absolute path and knows where it really begins.
type mounts struct {
	alone bool // it begins here, so that a root of one segment may stand here
	drive byte // of what begins here, 0 without one
	depth int
	live  uint16 // mount points that the segments may lead to
}

func newMounts(drive byte) mounts {
	return mounts{alone: true, drive: drive, live: 1<<len(mountPoints) - 1}
}

// pass goes over a segment.
func (m *mounts) pass(segment []byte) {
	m.alone = false
	for k := range mountPoints {
		if m.live>>k&1 == 0 {
			continue
		}
		want := mountPoints[k][m.depth]
		isDrive := want == "?" && len(segment) == 1 && letter(segment[0])
		ends := m.depth+1 == len(mountPoints[k])
		if fits := want == "*" || isDrive || ascii.EqualFold(segment, want); !fits || ends {
			m.live &^= 1 << k
			m.alone = m.alone || fits
		}
		if isDrive && ends {
			m.drive = ascii.Fold(segment[0])
		}
	}
	m.depth++
}

// homeItself reports whether s[at:] is a directory directly below /Users or /home, perhaps of a
// mounted drive.
func homeItself(s []byte, at int) bool {
	at = skipSeparators(s, at)
	for walk := newMounts(0); ; {
		end := rawEnd(s, at)
		segment := s[at:end]
		at = skipSeparators(s, end)
		if walk.alone && (ascii.EqualFold(segment, "users") || ascii.EqualFold(segment, "home")) {
			return skipSeparators(s, rawEnd(s, at)) >= len(s)
		}
		if walk.pass(segment); walk.live == 0 && !walk.alone || at >= len(s) {
			return false
		}
	}
}

// isShare reports the prefix of \\host\share, in any spelling.
func isShare(s []byte, prefix int) bool {
	return prefix >= 2 && (s[0] == '\\' || s[0] == '/') && driveIn(s[:prefix]) == 0 && shape.Separator(s, 1) > 0
}
