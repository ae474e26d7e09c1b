import Identity
import JSON
import Market

/// Why the admin interface did not do as it was told. In JSON: `{"error":{"code":…,"message":…,"details":{"field":…}}}`.
enum AdminError: Error, Hashable {
    case unauthorized
    /// The key would be readable on its way.
    case notPrivate
    case unknownPath
    case methodNotAllowed(allow: String)
    case validation(ArgumentFault)
    /// What a field or a part of the path names is not there.
    case notFound(String, String)
    /// The exchange took the command up and refused what it asks: it is in the log, and nothing else changed.
    case rejected(RejectReason)
    /// Not taken up: it may be sent again.
    case unavailable(RejectReason)
    case conflict(String)
    case registry(String)

    var code: (name: StaticString, status: UInt16) {
        switch self {
        case .unauthorized: ("UNAUTHORIZED", 401)
        case .notPrivate: ("NOT_PRIVATE", 403)
        case .unknownPath: ("NOT_FOUND", 404)
        case .methodNotAllowed: ("METHOD_NOT_ALLOWED", 405)
        case .validation: ("VALIDATION_ERROR", 422)
        case .notFound: ("NOT_FOUND", 404)
        case .rejected: ("REJECTED", 409)
        case .unavailable: ("SERVICE_UNAVAILABLE", 503)
        case .conflict: ("CONFLICT", 409)
        case .registry: ("DATABASE_ERROR", 500)
        }
    }

    var message: String {
        switch self {
        case .unauthorized: "X-Admin-Key is missing or wrong; it is in \(AdminKey.fileName) of the data directory."
        case .notPrivate: "The admin key is not taken in clear from another machine."
        case .unknownPath: "There is nothing under this path; /openapi.json says what there is."
        case .methodNotAllowed(let allow): "This path knows \(allow)."
        case .validation(let fault): "\(fault.field) \(fault.what)."
        case .notFound(_, let what): what
        case .rejected(let reason): "The exchange refused it: \(reason)."
        case .unavailable(let reason): "Not taken up: \(reason). Nothing was done; try again later."
        case .conflict(let what), .registry(let what): what
        }
    }

    private var details: [(key: StaticString, value: String)] {
        switch self {
        case .validation(let fault): [("field", fault.field)]
        case .notFound(let field, _): [("field", field)]
        case .rejected(let reason), .unavailable(let reason):
            if let field = reason.field { [("reason", "\(reason)"), ("field", field)] } else { [("reason", "\(reason)")] }
        case .methodNotAllowed(let allow): [("allow", allow)]
        case .unauthorized, .notPrivate, .unknownPath, .conflict, .registry: []
        }
    }

    func write(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("error")
            writer.object { writer in
                writer.key("code")
                writer.string(code.name)
                writer.member("message", message)
                guard !details.isEmpty else { return }
                writer.key("details")
                writer.object { writer in
                    for (key, value) in details { writer.member(key, value) }
                }
            }
        }
    }

    /// Every code and its status, for the description.
    static let codes: [(code: String, status: Int)] = {
        let kinds: [AdminError] = [
            .unauthorized, .notPrivate, .unknownPath, .methodNotAllowed(allow: ""), .validation(ArgumentFault("", "")), .rejected(.none),
            .unavailable(.none), .conflict(""), .registry(""),
        ]
        return kinds.map { ("\($0.code.name)", Int($0.code.status)) }
    }()

    /// What a body's fault is here.
    init(_ error: APIError) {
        if case .validation(let faults) = error, let first = faults.first { self = .validation(first) } else { self = .conflict(error.message) }
    }

    init(_ error: IdentityError) {
        switch error {
        case .invalid(let field, let reason): self = .validation(ArgumentFault(field, reason))
        case .tooMany(let field, let max): self = .conflict("\(field): there are \(max), and no more may be.")
        case .accountNotFound: self = .notFound("account_id", "There is no such account.")
        case .agentNotFound: self = .notFound("agent_id", "There is no such agent.")
        case .busy: self = .unavailable(.overloaded)
        default: self = .registry("\(error)")
        }
    }
}

extension RejectReason {
    /// The field of an admin request that the exchange found wanting; nil if it is none in particular.
    fileprivate var field: String? {
        switch self {
        case .unknownSymbol: "symbol"
        case .unknownAccount: "account_id"
        case .unknownAsset: "asset"
        case .invalidAmount, .insufficientBalance, .overflow: "amount"
        case .invalidName: "base"
        case .invalidPhase: "phase"
        default: nil
        }
    }
}
