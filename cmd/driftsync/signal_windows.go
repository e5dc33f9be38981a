package main

import "os"

// showSignals ask for a line of progress now; Windows has none.
func showSignals() []os.Signal { return nil }
