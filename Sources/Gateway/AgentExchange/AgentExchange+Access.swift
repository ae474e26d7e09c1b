import Database
import HTTP
import Identity
import JSON
import Market

// Accounts, log-ins, passwords (contract §1.1). The registry works on its own loop, and passwords are hashed on another, so
// these answer in a later turn.
extension AgentExchange {
    func access(_ request: borrowing HTTPRequest, _ call: Call) throws(APIError) {
        let body = try body(request)
        switch call.endpoint {
        case .register: try register(body, call)
        case .login: try logIn(body, call)
        case .userLogin: try logInByEmail(body, call)
        case .forgotPassword:
            let name = try body.require(.username)
            // The answer is the same whether there is such an account or not, and comes as soon.
            members.inRegistry({ registry throws(IdentityError) in try registry.requestPasswordReset(for: name) }) { [self] result in
                if case .failure(let error) = result { return fail(Self.error(error), call) }
                respondMessage("If the account exists and has an email, a token for a new password is on its way.", call)
            }
        case .resetPassword:
            let (token, password) = (try body.require(.token), try body.require(.newPassword))
            resetPassword(token, password, call)
        default:
            let token = try body.require(.token)
            members.change({ registry throws(IdentityError) in try registry.verifyEmail(token: token) }) { [self] result in
                finish(result, call) { _ in respondMessage("The email is verified.", call) }
            }
        }
    }

    private func resetPassword(_ token: String, _ password: String, _ call: Call) {
        members.inRegistry({ registry throws(IdentityError) in try registry.checkReset(token: token, newPassword: password) }) { [self] result in
            if case .failure(let error) = result { return fail(Self.error(error), call) }
            members.hashing({ () throws(IdentityError) in try Registry.hash(of: password) }) { [self] result in
                guard case .success(let hash) = result else { return fail(result, call) }
                members.change({ registry throws(IdentityError) in
                    try registry.resetPassword(token: token, newPassword: password, hash: hash)
                }) { [self] result in
                    finish(result, call) { _ in respondMessage("The password is set. Tokens issued before are void.", call) }
                }
            }
        }
    }

    /// Says why there is no success.
    private func fail<Success>(_ result: Result<Success, IdentityError>, _ call: Call) {
        if case .failure(let error) = result { fail(Self.error(error), call) }
    }

    private func register(_ body: Body, _ call: Call) throws(APIError) {
        let balance = try body.has(.startingBalance) ? try body.amount(.startingBalance, scale: quoteScale).map { Amount(units: $0) } : nil
        var new = NewAccount(
            displayName: try body.require(.displayName), startingBalance: balance ?? settings.terms.startingBalance, risk: settings.terms.risk)
        new.email = try body.text(.email)
        new.password = try body.text(.password)
        if new.password != nil, new.email == nil { throw .validation("email", "is needed to log in with a password") }
        try checkBalance(new.startingBalance)
        do { try new.check() } catch { throw Self.error(error) }
        guard let password = new.password else { return register(new, call) }
        let account = new
        members.hashing({ () throws(IdentityError) in try Registry.hash(of: password) }) { [self] result in
            guard case .success(let hash) = result else { return fail(result, call) }
            var account = account
            account.passwordHash = hash
            register(account, call)
        }
    }

    private func register(_ account: NewAccount, _ call: Call) {
        members.enrol(account.startingBalance, { registry throws(IdentityError) in try registry.register(account) }) { [self] result in
            finish(result, call) { made in respond(call, status: 201) { write(made, into: &$0) } }
        }
    }

    private func write(_ made: Registration, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("account_id", made.account.uuid.description)
            writer.member("api_key", made.apiKey.revealed)
            writer.member("api_secret", made.apiSecret.revealed)
            writer.member("display_name", made.account.displayName)
            writer.key("starting_balance")
            writer.decimal(units: made.account.startingBalance.units, scale: quoteScale)
            writer.member("agent_id", made.agent.uuid.description)
            writer.member("agent_api_key", made.agentKey.revealed)
            writer.member("message", "Keep the secret and the keys: they are shown this once.")
        }
    }

    private func logIn(_ body: Body, _ call: Call) throws(APIError) {
        let (key, secret) = (Array(try body.require(.apiKey).utf8), Array(try body.require(.apiSecret).utf8))
        let row: AccountRow
        do { row = try members.keys.logIn(apiKey: key.span, secret: secret.span) } catch { throw Self.error(error) }
        respondToken(row, call)
    }

    private func logInByEmail(_ body: Body, _ call: Call) throws(APIError) {
        let (email, password) = (try body.require(.loginEmail), try body.require(.loginPassword))
        members.inRegistry({ registry throws(IdentityError) in try registry.credential(email: email) }) { [self] result in
            guard case .success(let known) = result else { return fail(result, call) }
            members.hashing({ () throws(IdentityError) in try Registry.logIn(known, password: password) }) { [self] result in
                switch result {
                case .failure(let error): fail(Self.error(error), call)
                case .success(let row): respondToken(row, call)
                }
            }
        }
    }

    private func respondToken(_ row: AccountRow, _ call: Call) {
        let seconds = now / 1_000_000_000
        let token = members.secret.token(for: row, now: seconds, seconds: settings.tokenSeconds)
        respond(call) { writer in
            writer.object { writer in
                writer.member("token", String(decoding: token.text, as: UTF8.self))
                writer.member("token_type", "Bearer")
                writer.key("expires_at")
                writer.time(token.expiresAt * 1_000_000_000)
                writer.member("expires_in", Int(token.expiresAt - seconds))
            }
        }
    }

    func respondMessage(_ message: String, _ call: Call) {
        respond(call) { writer in writer.object { $0.member("message", message) } }
    }

    // MARK: results

    /// Goes on with what a change made, or says why there was none.
    func finish<Success>(_ result: Result<Success, Membership.Fault>, _ call: Call, _ body: (Success) -> Void) {
        switch result {
        case .success(let success): body(success)
        case .failure(.registry(let error)): fail(Self.error(error), call)
        case .failure(.exchange(let reason)): fail(Self.error(reason), call)
        case .failure(.supply(let left)): fail(.validation([.supply(left: left, of: catalog.assets[Int(members.quote.rawValue)])]), call)
        }
    }

    static func error(_ error: IdentityError) -> APIError {
        switch error {
        case .invalid(let field, let reason): .validation(field, reason)
        case .tooMany(let field, let max): .validation(field, "has its maximum of \(max)")
        case .duplicateAccount(let email): .duplicateAccount(email: email)
        case .accountNotFound: .accountNotFound(accountID: "")
        case .agentNotFound: .agentNotFound(agentID: "")
        case .busy: .serviceUnavailable(reason: "overloaded")
        case .wrongCredentials: .invalidAPIKey("The credentials are wrong.")
        case .suspended(let account): .accountSuspended(accountID: account.description)
        case .foreignAgent: .permissionDenied("The agent belongs to another account.")
        case .wrongToken: .validation("token", "is not known, was used, or has expired")
        case .database(let error) where error.isFull: .serviceUnavailable(reason: "storage_full")
        case .database, .security, .file, .outbox, .secretFile, .otherInstance: .databaseError
        }
    }

    /// Why a command of the house was not taken; nothing was made of the request, so it may be sent again.
    private static func error(_ reason: RejectReason) -> APIError {
        switch reason.answer {
        case .field(_, let what): .validation("starting_balance", what)
        case .unavailable(let reason): .serviceUnavailable(reason: reason)
        default: .serviceUnavailable(reason: "\(reason)")
        }
    }

    // MARK: money

    /// Digits of the quote asset behind the point.
    var quoteScale: Int { Int(catalog.assets[Int(members.quote.rawValue)].scale) }

    /// What a wallet may begin with: more would overflow in the sums of many.
    func checkBalance(_ amount: Amount) throws(APIError) {
        guard amount.units <= Self.startingBalanceMax else { throw .validation("starting_balance", "is more than \(Self.startingBalanceMax / 100_000_000)") }
    }

    /// A billion of the quote asset, in units: 92 such wallets are all there can be, and another is refused.
    static let startingBalanceMax: Int64 = 1_000_000_000 * 100_000_000
}
