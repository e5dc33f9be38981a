package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// reversedSpan returns the text in quotes that is compared with a telling name after
// s[i], which is the first = of the operator.
func reversedSpan(s []byte, i int) (start, end int) {
	next := i + 1
	for next < len(s) && next < i+3 && s[next] == '=' {
		next++
	}
	if next == i+1 && (i == 0 || s[i-1] != '!') || next >= len(s) || s[next] != ' ' || i < 3 {
		return 0, 0
	}
	name := next + 1
	for next = name; next < len(s) && next < name+40 && (ascii.Class[s[next]]&ascii.Word != 0 || s[next] == '.'); next++ {
	}
	if judges.Strength(s[name:next]) < tokenlike {
		return 0, 0
	}
	for i > 0 && (s[i-1] == '!' || s[i-1] == ' ') && i > next-48 {
		i--
	}
	if i < 2 || s[i-1] != '"' && s[i-1] != '\'' {
		return 0, 0
	}
	quote := s[i-1]
	for start = i - 1; start > 0 && start > i-128; start-- {
		if s[start-1] == quote {
			if !judges.Secret(s[name:next], s[start:i-1], true, passlike) {
				return 0, 0
			}
			return start, i - 1
		}
	}
	return 0, 0
}
