// Package sdk is for authors of redaction plugins. A policy is one function over
// typed cells; it says what has to go, and the host takes it away:
//
//	func redact(b *sdk.Batch) {
//		for col := range b.Columns() {
//			c := b.Column(col)
//			if c.Class != abi.FreeText {
//				continue
//			}
//			for row := range b.Rows() {
//				if at := find(c.Bytes(row)); at >= 0 {
//					b.Mask(row, col, at, at+5, ruleName)
//				}
//			}
//		}
//	}
//
// The plugin's main package hands the policy to the host, and is built with
// GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared; package build does that, and makes
// what the compiler made faster:
//
//	//go:wasmexport redact
//	func export() int32 { return sdk.Serve(policy) }
//
//	func main() {}
//
// The same policy runs under plain "go test" with [Run]. A policy that panics
// ends its instance, and the host sends none of the batch.
package sdk
