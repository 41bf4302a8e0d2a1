import WireFormats

/// Cuts a direction's bytes into SIP messages as they come.
struct SIPStreamCutter {
    private var buffer: [UInt8] = []
    /// True once a whole message came.
    private(set) var sawMessage = false
    /// Bytes that belonged to no message.
    private(set) var foreignBytes = 0

    /// Adds bytes; returns the messages they complete, and whether what was left grew beyond `limit` and was dropped.
    mutating func add(_ bytes: some Sequence<UInt8>, limit: Int) -> (messages: [[UInt8]], metLimit: Bool) {
        buffer.append(contentsOf: bytes)
        var messages: [[UInt8]] = []
        var from = 0
        framing: while from < buffer.count {
            switch SIPFraming.nextMessage(in: buffer.span.bytes, from: from) {
            case .message(let range):
                messages.append(Array(buffer[range]))
                from = max(range.upperBound, from + 1)
                sawMessage = true
            case .keepAlive(let count):
                from += max(1, count)
            case .junk(let count):
                foreignBytes &+= count
                from += max(1, count)
            case .notSIP:
                foreignBytes &+= buffer.count - from
                from = buffer.count
            case .needMore:
                break framing
            }
        }
        buffer.removeFirst(min(from, buffer.count))
        guard buffer.count > limit else { return (messages, false) }
        buffer = []
        return (messages, true)
    }
}
