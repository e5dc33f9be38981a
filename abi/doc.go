// Package abi is the contract between driftsync and its redaction plugins,
// version 1. It needs the standard library only, and the same code runs in the
// host and inside a WebAssembly guest.
//
// # Exchange
//
// The host hands a plugin one frame, a batch of rows of one table, and gets one
// directive list back. A plugin returns no bytes of its own: a directive refers
// to bytes of the frame, and the host edits its own copy of the row
// (invariant 5). All numbers are little-endian; all offsets count from the first
// byte of the frame.
//
// # Frame
//
//	offset size  header, 48 bytes
//	     0    4  magic "DSF1"
//	     4    2  version, 1
//	     6    2  flags, 0
//	     8    4  size of the whole frame in bytes
//	    12    4  rows
//	    16    4  columns
//	    20    4  context entries
//	    24    4  offset of the column table
//	    28    4  offset of the context table
//	    32    4  offset of the table name ("drift.functions")
//	    36    4  length of the table name
//	    40    8  0
//
//	offset size  column, 32 bytes each
//	     0    4  offset of the column name
//	     4    4  length of the column name
//	     8    1  class, see [Class]
//	     9    1  type, see [Type]
//	    10    2  0
//	    12    4  offset of the null bitmap: bit r%8 of byte r/8 is set where row r is null
//	    16    4  offset of the data
//	    20    4  length of the data in bytes
//	    24    4  offset of the row offsets, or 0 for fixed width
//	    28    4  0
//
// Data of [Int] and [Float] is 8 bytes a row (two's complement, IEEE 754). Data
// of [Text] and [Blob] is one run of bytes; rows+1 ascending uint32 offsets into
// that run tell where each row begins. A null cell has width 0, or zero bits.
// Text is valid UTF-8.
//
//	offset size  context entry, 12 bytes each
//	     0    4  kind, see [ContextKind]
//	     4    4  offset of the value
//	     8    4  length of the value
//
// # Numbers
//
// They never change meaning. A guest answers a class or a kind that it does not know as if
// the column or the entry held the worst: [Unknown] columns are nulled.
//
//	class             class              type       operation      context kind
//	 0  unknown       10  secret         1  int     1  null        1  root
//	 1  safe          11  env_value      2  float   2  mask        2  home
//	 2  identifier    12  url            3  text    3  pseudonym   3  user
//	 3  env_name      13  free_text      4  blob    4  drop row    4  host
//	 4  path          14  json                                     5  word
//	 5  root_path     15  pii                                      6  person
//	 6  path_embedded 16  hash
//	 7  path_json     17  derived_id
//	 8  code          18  opaque_blob
//	 9  literal
//
// Limits: a frame has at most 67108864 bytes, 1024 columns, 65536 context entries and 4096
// of them of kind person; a manifest 256 rules, 8 different markers and 262144 bytes; a
// module 33554432 bytes. docs/abi.md has one exchange byte by byte.
//
// # Directives
//
//	offset size  header, 16 bytes
//	     0    4  magic "DSD1"
//	     4    2  version, 1
//	     6    2  flags, 0; anything else is refused
//	     8    4  rows of the frame that is answered
//	    12    4  number of directives; nothing follows the last one
//
//	offset size  directive, 16 bytes each
//	     0    4  row
//	     4    2  column, as numbered in the frame
//	     6    1  operation, see [Op]
//	     7    1  rule, as numbered in the manifest
//	     8    4  start, byte offset in the cell
//	    12    4  end, exclusive
//
// Directives stand in row, column, start order. Keeping is implicit. [Mask] and
// [Pseudonym] name a span of a text cell that is not empty, does not overlap
// another and begins and ends on a UTF-8 boundary. [Null] and [DropRow] have
// start = end = 0; [Null] is the only directive of its cell; [DropRow] has
// column 0 and is the only directive of its row. [ValidateDirectives] is the
// whole rule.
//
// # Transport
//
// A plugin is an Extism plugin that exports redact() -> i32 and returns 0.
// The frame is its Extism input, the directive list its Extism output. A module
// that imports them may use three functions of the module "extism:host/user"
// in place of input and output; they carry the same bytes and copy straight
// into and out of the guest's memory:
//
//	batch_len() -> i64                        size of the frame in bytes
//	batch_read(ptr i64, len i64) -> i64       copies the frame to ptr; bytes copied
//	directives_write(ptr i64, len i64) -> i64 the answer is len bytes at ptr; 0 when taken
//
// Before the first batch the host asks with a frame of no rows and no columns; the
// answer is an empty directive list. An instance that fails there is not used.
//
// The custom section "driftsync.manifest" says what the plugin is: see package
// manifest.
package abi
