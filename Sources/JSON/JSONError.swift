/// Why a text is not the JSON that was asked for.
package enum JSONError: Error, Hashable {
    case malformed(offset: Int)
}
