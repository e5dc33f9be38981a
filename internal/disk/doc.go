// Package disk tells how much room there is, and makes some.
package disk
