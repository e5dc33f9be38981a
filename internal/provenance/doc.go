// Package provenance says where a released file comes from: a signed list of checksums and
// a signed statement of how the files were built lie beside it. Command release writes
// both; `driftsync version --verify` reads them.
package provenance
