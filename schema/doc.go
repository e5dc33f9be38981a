// Package schema is the catalogue: the one declaration of every table and column
// of Drift's three databases, what it may hold, and what becomes of it. Local
// definitions, cloud migrations, documentation, guard rules and plugin input
// derive from it.
//
// A table that is not in the catalogue, and a column that is not, never leaves
// the machine (invariant 3).
package schema
