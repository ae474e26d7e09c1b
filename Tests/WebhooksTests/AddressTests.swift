import Testing

@testable import Webhooks

@Suite struct `Addresses deliveries may go to` {
    private func bytes(_ text: String) -> [UInt8] {
        if text.contains(".") { return text.split(separator: ".").map { UInt8($0)! } }
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false).map { half in
            half.split(separator: ":").flatMap { [UInt8(UInt16($0, radix: 16)! >> 8), UInt8(truncatingIfNeeded: UInt16($0, radix: 16)!)] }
        }
        guard halves.count == 2 else { return halves[0] }
        return halves[0] + Array(repeating: 0, count: 16 - halves[0].count - halves[1].count) + halves[1]
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:7f00:1", "::ffff:a00:1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::c0a8:1", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "4000::1",
    ])
    func `are never those of a machine, a site or nobody`(text: String) {
        #expect(AddressRules.refusal(bytes(text)) != nil)
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255",
        "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2606:2800:220:1::1", "2a00:1450:4001::1", "::ffff:101:101", "64:ff9b::101:101", "2001:200::1",
    ])
    func `are those everybody can reach`(text: String) {
        #expect(AddressRules.refusal(bytes(text)) == nil)
    }

    @Test func `are addresses of the internet`() {
        #expect(AddressRules.refusal([]) != nil)
        #expect(AddressRules.refusal([1, 2, 3]) != nil)
    }

    @Test(arguments: [
        ("http://example.com/", "https://"), ("ftp://example.com/", "https://"), ("file:///etc/passwd", ""), ("example.com/hook", ""), ("https://", ""),
        ("", ""), ("https:///hook", ""), ("https://example.com:99999/", ""), ("https://127.0.0.1/", "bare"), ("https://127.1/", "bare"),
        ("https://2130706433/", "bare"), ("https://0x7f000001/", "bare"), ("https://0177.0.0.1/", "bare"), ("https://0x7f.0.0.1/", "bare"),
        ("https://93.184.216.34/", "bare"), ("https://127.0.0.1./", "bare"), ("https://[::1]/", "bare"), ("https://[::ffff:127.0.0.1]/", "bare"),
        ("https://[fe80::1%25eth0]/", "bare"), ("https://localhost/", "on the internet"), ("https://LOCALHOST/", "on the internet"),
        ("https://localhost./", "on the internet"), ("https://a.localhost/", "on the internet"), ("https://router/", "on the internet"),
        ("https://x.local/", "on the internet"), ("https://x.internal/", "on the internet"), ("https://x.home.arpa/", "on the internet"),
        ("https://user@example.com/", "user"), ("https://user:word@example.com/", "user"), ("https://:word@example.com/", "user"),
        ("https://exa mple.com/", "ASCII"), ("https://example.com/\r\nX: y", "ASCII"), ("https://１２７.0.0.1/", "ASCII"), ("https://ex*mple.com/", "bad hostname"),
        ("https://a..example.com/", "empty part"), ("https://./", ""), ("https://example.com:22/", "port"), ("https://example.com:80/", "port"),
        ("https://example.com:1023/", "port"), ("https://example.com:0/", "port"),
    ])
    func `are told by their text`(text: String, reason: String) {
        let error = #expect(throws: WebhooksError.self) { try HookURL.check(text, allowsLocal: false) }
        guard case .url(let why)? = error else { Issue.record("\(text): \(String(describing: error))"); return }
        #expect(why.contains(reason), "\(text): \(why)")
    }

    @Test func `have a host with a name, and may have a port`() throws {
        for text in ["https://example.com/", "https://example.com:443/", "https://example.com:1024/", "https://example.com", "HTTPS://Example.COM:8443/a?b=c#d", "https://a-b.c_d.example.com./", "https://xn--bcher-kva.example/"] {
            try HookURL.check(text, allowsLocal: false)
        }
        #expect(throws: WebhooksError.self) { try HookURL.check("https://example.com/" + String(repeating: "x", count: 2_030), allowsLocal: false) }
    }

    @Test func `are local where an operator allows it, but still carry HTTP`() throws {
        for text in ["http://127.0.0.1:9000/", "http://localhost/", "https://[::1]/", "http://router/", "http://2130706433/"] {
            try HookURL.check(text, allowsLocal: true)
        }
        for text in ["ftp://127.0.0.1/", "file:///etc/passwd", "http://user@localhost/", "gopher://localhost/"] {
            #expect(throws: WebhooksError.self) { try HookURL.check(text, allowsLocal: true) }
        }
    }
}
