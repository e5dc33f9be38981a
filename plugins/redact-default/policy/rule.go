package policy

// Markers returns the marker of each rule, in the order of the manifest.
func Markers() []string { return append([]string(nil), markers[:]...) }
