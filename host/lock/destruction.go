package lock

// MaxDestroyed returns the share, in percent, that plugins may take beyond the default,
// and whether a policy names one. The smallest one holds.
func (all Policies) MaxDestroyed() (percent float64, named bool) {
	for _, p := range all {
		if p.Destroyed != nil && (!named || *p.Destroyed < percent) {
			percent, named = *p.Destroyed, true
		}
	}
	return percent, named
}
