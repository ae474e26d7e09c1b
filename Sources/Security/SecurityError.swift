/// What the cryptographic library refused.
package enum SecurityError: Error, Hashable {
    case failed(operation: String, reason: String)
}
