// Package plugin runs redaction plugins over batches and carries out what they
// ask for.
//
// A plugin is a WebAssembly module that nobody has to trust. It is parsed here, but
// compiled and run in worker processes ([WorkerMain]) which hold nothing worth
// stealing and are killed at a deadline or beyond their memory. Frames go out,
// directives come back (package abi); the engine checks each directive against the
// frame and edits its own copy of the rows, so that a plugin can only take away
// (invariant 5).
//
// It fails closed (invariant 6). When a call goes wrong in any way, its answer is
// dropped, the process is ended, and the rows are tried again by halves until the
// guilty ones stand alone. Those get a code in [Result.Failed] and every cell of
// theirs becomes null, like the cells of a dropped row; they never pass unredacted,
// whatever a later stage does. A chain with too many failing calls ends with a fault.
//
// Resident memory of workers is watched on Linux only; the cap on the guest's own
// memory holds everywhere.
package plugin
