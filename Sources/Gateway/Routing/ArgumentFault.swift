/// A value that a route cannot take: which, and why. Each facade puts it into its own envelope.
package struct ArgumentFault: Error, Hashable {
    package var field: String
    package var what: String
    package init(_ field: String, _ what: String) {
        self.field = field
        self.what = what
    }
}
