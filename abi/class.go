package abi

// Version is the version of frames, directives and manifests in this package.
const Version = 1

// Class says what a column may hold, and so what a plugin has to do with it. The
// numbers are part of the contract and never change meaning.
type Class uint8

// Unknown is no class of any column: a plugin answers it by nulling the cell.
const (
	Unknown      Class = iota
	Safe               // numbers, enumerations, time stamps, fixed texts
	Identifier         // names of functions, patterns, models; JSON lists of them
	EnvName            // names of environment variables
	Path               // one file path
	RootPath           // a root directory
	PathEmbedded       // ids and scopes that contain paths
	PathJSON           // JSON that contains paths
	Code               // source text, snippets, matched text, type expressions
	Literal            // literal values of constants
	Secret             // secrets
	EnvValue           // values of environment variables
	URL                // routes and URLs
	FreeText           // messages, reasons, summaries
	JSON               // JSON that may hold anything
	PII                // authors, e-mail addresses
	Hash               // digests of source content; the host has keyed them already
	DerivedID          // ids hashed from absolute paths
	OpaqueBlob         // compressed JSON; the host has decoded it already
	classes
)

var classNames = [classes]string{
	"unknown", "safe", "identifier", "env_name", "path", "root_path", "path_embedded", "path_json",
	"code", "literal", "secret", "env_value", "url", "free_text", "json", "pii", "hash",
	"derived_id", "opaque_blob",
}

// String returns the catalogue's spelling, "unknown" outside the list.
func (c Class) String() string {
	if c >= classes {
		return classNames[Unknown]
	}
	return classNames[c]
}

// Classes returns every class but [Unknown], ascending.
func Classes() []Class {
	all := make([]Class, 0, classes-1)
	for c := Safe; c < classes; c++ {
		all = append(all, c)
	}
	return all
}

// ParseClass returns the class of a catalogue spelling, [Unknown] for any other text.
func ParseClass(name string) Class {
	for i, n := range classNames {
		if n == name {
			return Class(i)
		}
	}
	return Unknown
}

// IsJSON reports whether cells of the class must still parse as JSON after an edit.
func (c Class) IsJSON() bool { return c == PathJSON || c == JSON || c == OpaqueBlob }

// Type is the storage type of a column in a frame.
type Type uint8

// A column has one type in all rows; null is a bit beside it.
const (
	Int   Type = 1 + iota // 64-bit signed
	Float                 // 64-bit IEEE 754
	Text                  // UTF-8
	Blob                  // bytes
)

// Fixed reports whether cells of the type are 8 bytes wide.
func (t Type) Fixed() bool { return t == Int || t == Float }

// ContextKind says what a context entry of a frame is.
//
// A [Person] is one spelling in lower case of a name, a user name or a mail address: its
// letters may have any case in a cell, and a space in it stands for one separator or
// more, such as a full stop, an underscore, a hyphen or a line end. The host gives at
// most [MaxPersons] of them; all spellings of one person have one pseudonym.
type ContextKind uint32

// MaxPersons is the number of entries of kind [Person] in a frame, at most.
const MaxPersons = 4096

// Context is the same for every frame of a run: nothing learned from one row is
// used on another (invariant 8).
const (
	Root   ContextKind = 1 + iota // project root, or another root that the databases name
	Home                          // a home directory
	User                          // a user name
	Host                          // a host name
	Word                          // a literal that a [Literal] column may keep
	Person                        // a spelling of a person that an author column names, see [ContextKind]
)
