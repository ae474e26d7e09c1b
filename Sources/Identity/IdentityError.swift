import Database
import IO
import Security

/// Why an account, agent, key, session or token could not be made, found or changed.
package enum IdentityError: Error, Equatable, CustomStringConvertible {
    case database(DatabaseError)
    case security(SecurityError)
    case file(IOError)
    case outbox(StorageError)
    /// A field that breaks its rule; the reason says the rule.
    case invalid(field: String, reason: String)
    /// No room for one more of these.
    case tooMany(field: String, max: Int)
    case duplicateAccount(email: String)
    case accountNotFound
    case agentNotFound
    /// Which part is wrong is not said.
    case wrongCredentials
    /// Too much waits for the registry; nothing was changed, and it may be tried again.
    case busy
    case suspended(account: UUID)
    /// The agent exists and belongs to somebody else.
    case foreignAgent
    /// A mailed token that is unknown, used, or past its time.
    case wrongToken
    /// The file is there and does not hold what it should.
    case secretFile(path: String, reason: String)
    /// The accounts of this registry trade in another log than the one that was opened.
    case otherInstance(registry: UInt64, log: UInt64)

    package var description: String {
        switch self {
        case .database(let error): "registry: \(error)"
        case .security(let error): "\(error)"
        case .file(let error): "\(error)"
        case .outbox(let error): "\(error)"
        case .invalid(let field, let reason): "\(field): \(reason)"
        case .tooMany(let field, let max): "\(field): at most \(max)"
        case .duplicateAccount: "email: an account with this address exists"
        case .accountNotFound: "no such account"
        case .agentNotFound: "no such agent"
        case .wrongCredentials: "wrong credentials"
        case .busy: "registry: too many requests wait for it"
        case .suspended(let account): "account \(account) is suspended"
        case .foreignAgent: "the agent belongs to another account"
        case .wrongToken: "token: unknown, used or expired"
        case .secretFile(let path, let reason): "\(path): \(reason)"
        case .otherInstance(let registry, let log):
            "the registry belongs to the log with instance \(String(registry, radix: 16)), not to \(String(log, radix: 16))"
        }
    }
}
