import CCurl

/// The rules for addresses hooks are registered with, read by the very parser that will connect to them.
package enum HookURL {
    package static let charactersMax = 2_048

    /// Throws `url` with the reason unless `text` is `https` to a host with a name in the public tree of names.
    ///
    /// What the name resolves to is a question for later, and asked again for every connection.
    /// - Parameter allowsLocal: plain `http`, bare addresses and local names will do.
    package static func check(_ text: String, allowsLocal: Bool) throws(WebhooksError) {
        guard text.utf8.count <= charactersMax else { throw .url("has more than \(charactersMax) bytes") }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else { throw .url("holds more than visible ASCII characters; encode the others") }
        let parts = try Parts(text)
        guard parts.scheme == "https" || (allowsLocal && parts.scheme == "http") else { throw .url("does not begin with https://") }
        guard !parts.hasUser else { throw .url("names a user") }
        guard !parts.host.isEmpty else { throw .url("names no host") }
        if allowsLocal { return }
        try check(host: parts.host)
        // Where other services of a host listen, nobody is to knock by way of us.
        guard parts.port == httpsPort || parts.port >= firstFreePort else { throw .url("names a port that is neither \(httpsPort) nor above \(firstFreePort - 1)") }
    }

    private static let httpsPort = 443
    /// The first that needs no privilege to listen on.
    private static let firstFreePort = 1_024

    private static func check(host: String) throws(WebhooksError) {
        guard !host.hasPrefix("[") else { throw .url("is a bare address; it needs a host with a name") }
        guard host.utf8.allSatisfy(isHostByte) else { throw .url("names a host with other characters than letters, digits, '-' and '.'") }
        let labels = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        // One point at the end is the root's.
        let names = labels.last == "" && labels.count > 1 ? labels.dropLast() : labels[...]
        guard let last = names.last, !names.contains("") else { throw .url("names a host with an empty part") }
        // Numbers in any notation: whatever ends in one is an address to the resolver.
        guard !isNumber(last) else { throw .url("is a bare address; it needs a host with a name") }
        guard names.count > 1, !localNames.contains(String(last)) else { throw .url("names a host that is not on the internet") }
    }

    /// Top names that never leave a machine or a site (RFC 6761, RFC 6762, RFC 8375; `internal` by ICANN).
    private static let localNames: Set<String> = ["localhost", "local", "internal", "arpa"]

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } || (label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit))
    }

    /// Of an address, as libcurl understands it.
    private struct Parts {
        let scheme: String
        let host: String
        let hasUser: Bool
        /// That of the scheme if none is named.
        let port: Int

        init(_ text: String) throws(WebhooksError) {
            guard let handle = unsafe curl_url() else { throw .library(operation: "curl_url", message: "no memory") }
            defer { unsafe curl_url_cleanup(handle) }
            let code = unsafe curl_url_set(handle, CURLUPART_URL, text, 0)
            guard code == CURLUE_OK else { throw .url("is no address: \(unsafe String(cString: curl_url_strerror(code)).lowercased())") }
            func part(_ part: CURLUPart) -> String? {
                var found: UnsafeMutablePointer<CChar>?
                guard unsafe curl_url_get(handle, part, &found, 0) == CURLUE_OK, let found = unsafe found else { return nil }
                defer { unsafe curl_free(found) }
                return unsafe String(cString: found)
            }
            scheme = part(CURLUPART_SCHEME)?.lowercased() ?? ""
            host = part(CURLUPART_HOST) ?? ""
            port = part(CURLUPART_PORT).flatMap { Int($0) } ?? HookURL.httpsPort
            hasUser = part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil
        }
    }
}
