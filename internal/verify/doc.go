// Package verify judges one plugin, offline, on its bytes alone. It runs named checks
// and keeps apart what the contract and the host enforce on every plugin, whatever it
// does, from what this plugin was seen to do on a corpus: a plugin that means harm can
// behave on a corpus.
//
// A check that could not run counts as failed. One that nothing asked for, such as the
// lock without a lock entry, is listed as not asked and never as passed.
package verify
