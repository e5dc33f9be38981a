// Package spelling finds the name that a misspelt one may mean.
package spelling

import (
	"fmt"
	"strings"
)

// Nearest returns the name among those there are that a misspelt one may mean, empty
// where none is near.
func Nearest(wrong string, among []string) string {
	best, least := "", 1+len(wrong)/3
	for _, name := range among {
		if d := distance(strings.ToLower(wrong), strings.ToLower(name)); d <= least {
			best, least = name, d-1
		}
	}
	return best
}

// Meant returns `; did you mean "name"` for the nearest name, empty where none is near.
func Meant(wrong string, among []string) string {
	if near := Nearest(wrong, among); near != "" {
		return fmt.Sprintf("; did you mean %q", near)
	}
	return ""
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
