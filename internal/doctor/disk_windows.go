package doctor

// writable is decided by access lists, which only an attempt would tell.
func writable(string) bool { return true }
