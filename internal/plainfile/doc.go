// Package plainfile reads files that somebody else may have chosen: modules, manifests,
// locks, policies, attestations, configuration. [Read] takes a regular file of bounded
// size and refuses everything else at once, without waiting for a pipe or filling memory
// from a device.
package plainfile
