// Package shadow runs policies beside the chain of a push: each sees the rows that leave,
// as the chain left them, and what it answers is counted and thrown away. It is how a policy
// is rolled out: what it would take is known before it takes anything.
//
// A shadow has a limit of time of its own. When it overruns that, or fails, it is ended and
// the push goes on.
package shadow
