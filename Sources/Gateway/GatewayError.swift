import IO

/// Why the gateway could not start or go on.
package enum GatewayError: Error, Equatable {
    case io(IOError)
}
