// Package shape recognises what looks like a path and is none: routes, system
// paths, URLs with a host; and the bytes that paths are made of. A
// plugin and the host's guard share it, so that both leave the same text alone.
// What is private (roots, homes, names, secrets) is not here: each side has code
// of its own for that.
//
// Nothing allocates, every look-back and look-ahead is bounded, and an index out
// of range is answered with "no".
package shape
