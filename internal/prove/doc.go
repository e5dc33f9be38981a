// Package prove plants values that must not leave into a private copy of Drift's
// databases, and searches what would leave for them.
//
// A planted value is a canary: it looks like what it stands for, and holds a random
// part that is nowhere else. Each stands alone in a row of its own, so that its fate is
// known: taken by a rule, kept here with its row, or arrived. What is searched for is
// the core of a canary, the part that is sensitive, in every spelling that a program
// could have given it.
//
// No value of a canary or of a row is in a [Result] (invariant 9).
package prove
