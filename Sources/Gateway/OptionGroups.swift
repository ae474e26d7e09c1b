import Market

/// PEM files of the server's certificate.
package struct TLSFiles: Hashable, Sendable {
    /// The certificate first, then those that lead to its authority.
    package var certificate: String
    /// Without a password.
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// What a new trading account begins with.
package struct AccountTerms: Hashable, Sendable {
    /// In units of 10^-8 of the quote currency.
    package var startingBalance = Amount(units: 10_000 * 100_000_000)
    package var risk = RiskProfile.standard

    package init() {}
}
