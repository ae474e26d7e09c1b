/// What a peer may make us hold or do. Over a limit there is a refusal with a status of its own, never silent truncation.
package enum HTTPLimits {
    /// Bytes of a request or response head: enough for every client we know, small enough to hold thousands half received. Over: 431.
    package static let headBytesMax = 16 * 1024
    /// Bytes of a request line, so that there is room left for the fields. Over: 414.
    package static let requestLineBytesMax = 8 * 1024
    /// Empty lines before a request line: some clients end a body with one, nobody needs many. Over: 400.
    package static let emptyLinesMax = 16
    /// Fields of a head. Over: 431.
    package static let fieldsMax = 64
    /// Bytes of a collected body nobody should exceed; each route may ask for less. Over: 413.
    package static let bodyBytesMax = 1024 * 1024
    /// Bytes of a refused request's body that are read past to keep the connection; more is answered with `connection: close`.
    package static let discardedBodyBytesMax = 64 * 1024
    /// Bytes of one chunk-size line with its extensions. Over: 400.
    package static let chunkLineBytesMax = 256
    /// Bytes of chunk extensions of one body: they carry nothing and cost as much as data. Over: 400.
    package static let chunkExtensionBytesMax = 4 * 1024
    /// Requests of an HTTP/1.1 connection that wait for their answers. At the limit nothing more is read until one is answered.
    package static let pipelinedRequestsMax = 64
    /// Bytes of HTTP/1.1 answers that wait to be written. At the limit nothing more is read: requests of a line can have answers of a book.
    package static let answerBytesAhead = 256 * 1024
    /// Streams of an HTTP/2 connection at a time (RFC 9113 §5.1.2). Over: the stream is refused.
    package static let concurrentStreamsMax = 128
    /// Bytes of an HTTP/2 frame: what nobody has to announce (RFC 9113 §4.2). Over: FRAME_SIZE_ERROR.
    package static let frameBytesMax = 16 * 1024
    /// Bytes of frames that may come over HTTP/2 before their WebSocket is accepted. Over: 400.
    package static let heldBytesMax = 64 * 1024
    /// Bytes a stream's peer may send before we took them (RFC 9113 §6.9).
    package static let streamWindowBytes = 256 * 1024
    /// Bytes all streams' peers together may send before we took them.
    package static let connectionWindowBytes = 1024 * 1024
    /// Streams that may be reset, by either side, beyond those that finish, before the connection is ended (rapid reset).
    package static let resetsMax = 200
    /// Frames that carry nothing (PING, SETTINGS, PRIORITY, RST_STREAM, empty DATA) a peer may send ahead of useful ones.
    package static let idleFramesMax = 1000
    /// CONTINUATION frames of one head: with the first frame, more than `headBytesMax` even if badly filled.
    package static let continuationsMax = 8
    /// Of the budgets of resets and idle frames, what comes back each second.
    package static let regainedPerSecond = 20
    /// Bytes of a WebSocket message, fragments put together. Over: close 1009.
    package static let messageBytesMax = 1024 * 1024
    /// Bytes of HTTP/2 frames taken from nghttp2 at a time, so that the rest waits where it is cheap.
    package static let outputBytesAhead = 64 * 1024
    /// Bytes of a head that is kept to be recognised when it comes again: what clients that trade send has some 200. Longer ones are parsed each time.
    package static let repeatedHeadBytesMax = 512
    /// Bytes of buffer an idle session keeps for the next request.
    package static let idleBufferBytesMax = 4 * 1024
}
