// Package lock decides which plugins may run at all, before a row is read: the lock
// file pins them by digest, signatures say who stands behind them, and policies of
// the organisation say what a push must have and where it may go.
//
// None of this judges what a plugin does; that is package verify.
package lock
