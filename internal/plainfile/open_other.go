//go:build !unix

package plainfile

// atOnce is nothing: opening waits for nobody here.
const atOnce = 0
