import IO
import Journaling
import Wire

/// Why the gateway could not start or go on.
package enum GatewayError: Error, Equatable, CustomStringConvertible {
    case io(IOError)
    /// An instrument that cannot be listed, and why.
    case listing(String, String)
    /// A recorded feed that cannot be played, where, and why.
    case feed(String, line: Int, String)
    /// The file of the admin key holds no key.
    case adminKey(String)

    package var description: String {
        switch self {
        case .io(let error): error.description
        case .listing(let name, let reason): "instrument \(name): \(reason)"
        case .adminKey(let path): "\(path): holds no key; without it, one is made"
        case .feed(let path, let line, let reason): "\(path), line \(line): \(reason)"
        }
    }
}
