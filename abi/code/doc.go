// Package code recognises statements of programs in text, by their shape: on one line,
// without a fence, between words of a sentence. The default plugin takes them out of text
// and the guard stops them in columns that hold no text, so the form is written once.
//
// A line is read as tokens. A run is what belongs together as an expression would: a word
// that follows an operand ends it, as it does in prose. What a program has and prose has
// not adds to the score of a run; at [Threshold] the run is code. Names, calls, paths and
// single comparisons stay below it, since sentences, stack frames and signatures hold them.
// No language is parsed: most statements of the C family, Python, Ruby, Go, Rust, PHP, shell
// tests and SQL are recognised, imports and bare signatures on purpose are not.
package code
