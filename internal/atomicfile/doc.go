// Package atomicfile replaces files so that a crash leaves the old or the new content,
// never a mixture: [Write] is what makes a commit of state, credentials and locks.
package atomicfile
