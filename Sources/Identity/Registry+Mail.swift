import Database
import IO
import Market
import Security

/// What a mailed token is good for, once.
enum MailPurpose: UInt8 {
    case resetPassword = 0
    case verifyEmail = 1

    /// One hour; one day.
    var seconds: Int64 { self == .resetPassword ? 3_600 : 86_400 }
    var subject: String { self == .resetPassword ? "Reset your password" : "Verify your address" }
    var fileName: String { self == .resetPassword ? "reset-password" : "verify-email" }
}

/// Letters as files in `outbox` of the data directory: the exchange sends no mail itself, an operator's mailer may take them from there.
///
/// A letter holds a token in clear, so it is for the owner alone (0600); the registry keeps the token's SHA-256. There is at most one letter
/// of a kind per account: the next one replaces it, and voids the token before.
struct Outbox: Sendable {
    static let directoryName = "outbox"
    let directory: String

    func put(_ purpose: MailPurpose, token: String, address: String, account: UUID) throws(IdentityError) {
        let letter = "To: \(address)\nSubject: \(purpose.subject)\n\n\(token)\n\nValid for \(purpose.seconds / 3_600) hours.\n"
        do throws(StorageError) { try FileStorage().createDirectory(directory) } catch { throw .outbox(error) }
        do throws(IOError) { try PrivateFile.write("\(directory)/\(purpose.fileName)-\(account).txt", Array(letter.utf8)) } catch { throw .file(error) }
    }
}

extension Registry {
    /// Mails a token that allows a new password to the account with this address or this display name. Silent if there is no such account,
    /// if it has no address, or if several have the name: who asks learns nothing.
    package func requestPasswordReset(for name: String) throws(IdentityError) {
        try transaction { () throws(IdentityError) in
            if let account = try account(email: name.lowercased()) { return try mail(.resetPassword, to: account) }
            let sql = "SELECT number, \(Schema.accountColumns) FROM accounts WHERE display_name = ? LIMIT 2"
            let named = try query(sql, [.text(name)], read: Schema.account)
            if named.count == 1, named[0].email != nil { try mail(.resetPassword, to: named[0]) }
        }
    }

    /// Throws what `resetPassword` would, but for the tenth of a second that a made-up token should not cost.
    package func checkReset(token: String, newPassword: String) throws(IdentityError) {
        try Fields.password(newPassword, field: "new_password")
        _ = try holder(of: token, for: .resetPassword)
    }

    /// Sets a new password with a mailed token, and voids the account's tokens so far.
    /// - Parameter hash: of the password, if somebody has made it already.
    package func resetPassword(token: String, newPassword: String, hash: PasswordHash? = nil) throws(IdentityError) -> RegistryRows {
        try checkReset(token: token, newPassword: newPassword)
        let password = try Self.hash(of: newPassword, orTake: hash)
        return try transaction { () throws(IdentityError) in
            var row = try account(try redeem(token, for: .resetPassword))
            try store(password, of: row.index)
            row.tokensNotBefore = now / 1_000_000_000 + 1
            row.updatedAt = now
            try update(row)
            return RegistryRows(accounts: [row])
        }
    }

    /// Marks the address of an account as its own, with a mailed token.
    package func verifyEmail(token: String) throws(IdentityError) -> RegistryRows {
        try transaction { () throws(IdentityError) in
            var row = try account(try redeem(token, for: .verifyEmail))
            row.isEmailVerified = true
            row.updatedAt = now
            try update(row)
            return RegistryRows(accounts: [row])
        }
    }

    /// Within a transaction: if the letter cannot be written, its token was never there.
    func mail(_ purpose: MailPurpose, to account: AccountRow) throws(IdentityError) {
        guard let email = account.email else { return }
        let token = Base64URL.encode(try secure { () throws(SecurityError) in try SecureRandom.bytes(32) })
        let seconds = now / 1_000_000_000
        try run("DELETE FROM mail_tokens WHERE expires_at <= ?", [.integer(seconds)])
        let values: [DatabaseValue] = [
            .blob(SHA256.hash(token).bytes), .integer(Int64(account.index.rawValue)), .integer(Int64(purpose.rawValue)), .integer(seconds + purpose.seconds),
        ]
        try run("INSERT OR REPLACE INTO mail_tokens VALUES (?, ?, ?, ?)", values)
        try outbox.put(purpose, token: String(decoding: token, as: UTF8.self), address: email, account: account.uuid)
    }

    private func holder(of token: String, for purpose: MailPurpose) throws(IdentityError) -> AccountIndex {
        // Found by its hash: what the look-up tells about time is about the hash, not about the token.
        let sql = "SELECT account FROM mail_tokens WHERE hash = ? AND purpose = ? AND expires_at > ?"
        let values: [DatabaseValue] = [.blob(SHA256.hash(Array(token.utf8)).bytes), .integer(Int64(purpose.rawValue)), .integer(now / 1_000_000_000)]
        guard let number = try query(sql, values, read: { row throws(DatabaseError) in row.integer(0) }).first else { throw .wrongToken }
        return AccountIndex(rawValue: UInt32(number))
    }

    private func redeem(_ token: String, for purpose: MailPurpose) throws(IdentityError) -> AccountIndex {
        let index = try holder(of: token, for: purpose)
        try run("DELETE FROM mail_tokens WHERE hash = ?", [.blob(SHA256.hash(Array(token.utf8)).bytes)])
        return index
    }
}
