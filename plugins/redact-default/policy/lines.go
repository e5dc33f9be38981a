package policy

const maxCodeLine = 200 // bytes of a line that are read as code

// codeBlock returns the span of two or more lines that read as statements of a
// program, where s[i] stands on the first of them; end is 0 without one. One line
// alone may as well be prose.
func codeBlock(s []byte, i int) (start, end int) {
	stop := codeStop(s, i)
	if stop == 0 {
		return 0, 0
	}
	for start = i; start > 0 && start > i-maxCodeLine && s[start-1] != '\n'; start-- {
	}
	for start < i && (s[start] == ' ' || s[start] == '\t') {
		start++
	}
	if class[s[start]]&(upper|lower) == 0 || s[start] == '[' {
		return 0, 0
	}
	lines := 1
	for end = stop; lines < 200 && end < len(s) && s[end] == '\n'; lines++ {
		next := end + 1
		for next < len(s) && next < end+64 && (s[next] == ' ' || s[next] == '\t') {
			next++
		}
		if next >= len(s) {
			break
		}
		if stop = codeStop(s, next); stop == 0 {
			break
		}
		end = stop
	}
	if lines < 2 {
		return 0, 0
	}
	return start, end
}

// codeStop returns the end of the line on which s[i] stands if it ends as a
// statement does, or 0.
func codeStop(s []byte, i int) int {
	end := i
	for end < len(s) && end < i+maxCodeLine && s[end] != '\n' {
		end++
	}
	if end == i+maxCodeLine || end == 0 {
		return 0
	}
	switch s[end-1] {
	case ';', '{', '}':
		return end
	}
	return 0
}
