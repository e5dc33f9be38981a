// Package demo makes sample projects: the three databases as Drift writes them,
// filled from a real source tree, with secrets and private paths planted in every
// column that could hold one. The same tree and options give the same rows.
//
// Secret-looking values are derived from the seed while the program runs, so this
// package holds none.
package demo
