import CCurl

/// One request through libcurl, and what it met on its way.
@safe final class CurlTransfer {
    /// From the first look at the name to the last byte of the answer.
    static let timeoutMilliseconds = 10_000
    static let connectMilliseconds = 5_000
    /// For looking up the name of a hook that is being registered; somebody waits for it.
    static let probeMilliseconds = 3_000
    /// Of an answer's body, which nobody reads: more than that is not waited for.
    static let answerBytesMax = 64 * 1_024

    let easy: UnsafeMutableRawPointer
    var then: (WebhookOutcome) -> Void = { _ in }
    private let allowsLocal: Bool
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var isProbe = false
    private var answerBytes = 0
    /// The first address there was that may not be connected to.
    private(set) var refusal: String?
    private(set) var hasAddress = false

    init(allowsLocal: Bool) throws(WebhooksError) {
        guard let easy = unsafe curl_easy_init() else { throw .library(operation: "curl_easy_init", message: "no memory") }
        unsafe self.easy = easy
        self.allowsLocal = allowsLocal
    }

    /// Frees what libcurl holds of it; to be called once, when the transfer is no longer under way.
    func end() {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(headers)
        unsafe headers = nil
    }

    // MARK: before

    func prepare(_ post: WebhookPost) throws(WebhooksError) {
        try prepare(post.url, milliseconds: Self.timeoutMilliseconds)
        // Without `Expect`, no receiver is asked whether it wants the body.
        for line in ["Content-Type: application/json", "Expect:"] + post.headers.map({ "\($0.name): \($0.value)" }) {
            guard let longer = unsafe curl_slist_append(headers, line) else { throw .library(operation: "curl_slist_append", message: "no memory") }
            unsafe headers = longer
        }
        try check(unsafe walras_curl_pointer(easy, CURLOPT_HTTPHEADER, headers), "CURLOPT_HTTPHEADER")
        try check(unsafe walras_curl_number(easy, CURLOPT_POST, 1), "CURLOPT_POST")
        try check(unsafe walras_curl_length(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(post.body.count)), "CURLOPT_POSTFIELDSIZE_LARGE")
        var body = post.body
        try check(unsafe body.withUnsafeMutableBytes { unsafe walras_curl_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }, "CURLOPT_COPYPOSTFIELDS")
    }

    /// Opens no socket, and so learns every address the name has.
    func prepare(probe url: String) throws(WebhooksError) {
        isProbe = true
        try prepare(url, milliseconds: Self.probeMilliseconds)
    }

    private func prepare(_ url: String, milliseconds: Int) throws(WebhooksError) {
        let own = unsafe Unmanaged.passUnretained(self).toOpaque()
        let protocols = allowsLocal ? "http,https" : "https"
        let texts = [
            (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, protocols), (CURLOPT_USERAGENT, "Walras-Webhooks/1"),
            // The environment may name a proxy, which would connect where we must not.
            (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"),
        ]
        let numbers = [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)), (CURLOPT_TIMEOUT_MS, milliseconds),
            (CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, Self.connectMilliseconds)), (CURLOPT_NETRC, 0),
        ]
        for (option, text) in texts { try check(unsafe walras_curl_text(easy, option, text), "option \(option.rawValue)") }
        for (option, number) in numbers { try check(unsafe walras_curl_number(easy, option, number), "option \(option.rawValue)") }
        try check(unsafe walras_curl_pointer(easy, CURLOPT_WRITEDATA, own), "CURLOPT_WRITEDATA")
        try check(unsafe walras_curl_writer(easy, Self.received), "CURLOPT_WRITEFUNCTION")
        try check(unsafe walras_curl_pointer(easy, CURLOPT_OPENSOCKETDATA, own), "CURLOPT_OPENSOCKETDATA")
        try check(unsafe walras_curl_opener(easy, Self.opens), "CURLOPT_OPENSOCKETFUNCTION")
    }

    private func check(_ code: CURLcode, _ option: String) throws(WebhooksError) {
        guard code == CURLE_OK else { throw .library(operation: option, message: CurlTransport.text(code)) }
    }

    // MARK: on the way

    private static let received: curl_write_callback = { _, size, count, context in
        let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        transfer.answerBytes += size * count
        // Fewer than there were ends the transfer; its status is known by then.
        return transfer.answerBytes > answerBytesMax ? 0 : size * count
    }

    private static let opens: curl_opensocket_callback = { context, _, address in
        let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context!).takeUnretainedValue()
        guard let address = unsafe address else { return CURL_SOCKET_BAD }
        var bytes = [UInt8](repeating: 0, count: 16)
        bytes.removeLast(16 - Int(unsafe walras_curl_address(address, &bytes)))
        guard transfer.judge(bytes), !transfer.isProbe else { return CURL_SOCKET_BAD }
        return unsafe walras_curl_open(address)
    }

    private func judge(_ address: [UInt8]) -> Bool {
        hasAddress = true
        guard !allowsLocal, let reason = AddressRules.refusal(address) else { return true }
        if refusal == nil { refusal = reason }
        return false
    }

    // MARK: after

    func outcome(_ result: CURLcode) -> WebhookOutcome {
        var status = 0
        let asked = unsafe walras_curl_ask_number(easy, CURLINFO_RESPONSE_CODE, &status)
        let isTooLong = result == CURLE_WRITE_ERROR && answerBytes > Self.answerBytesMax
        if result == CURLE_OK || isTooLong, asked == CURLE_OK, status > 0 { return .answered(status: status) }
        if let refusal { return .refused(refusal) }
        return .failed(CurlTransport.text(result))
    }
}
