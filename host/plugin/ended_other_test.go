//go:build !race && !unix

package plugin

import "time"

// ended is not known here, so that no limit fails.
func ended() time.Duration { return 0 }
