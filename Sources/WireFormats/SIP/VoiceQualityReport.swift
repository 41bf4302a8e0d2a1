/// A voice quality report as SIP user agents publish it (RFC 6035 §4.6): lines of `Name: KEY=value KEY=value`.
///
/// ```
/// VQSessionReport: CallTerm
/// CallID: 6dg37f1890463
/// LocalAddr: IP=192.0.2.10 PORT=30000 SSRC=0x2468abcd
/// RemoteAddr: IP=192.0.2.20 PORT=31000 SSRC=0x13579bdf
/// LocalMetrics:
/// PacketLoss: NLR=5.0 JDR=2.0
/// ```
///
/// Local metrics are about the stream that the sender of the report received, so its source is the remote address. Phones
/// differ in what they write; unknown lines and keys are passed over.
package struct VoiceQualityReport: Equatable, Sendable {
    /// An end of the stream.
    package struct Address: Equatable, Sendable {
        /// The address as text.
        package var address = ""
        /// The port; 0 if none is given.
        package var port: UInt16 = 0
        /// The synchronization source; `nil` if none is given.
        package var ssrc: UInt32?
    }

    /// The Call-ID of the dialog measured.
    package var callID = ""
    /// The receiver's own address.
    package var local = Address()
    /// The sender's.
    package var remote = Address()
    /// What the receiver measured: numbers by their key in capitals, such as `NLR`.
    package var localMetrics: [String: Double] = [:]
    /// What the other end told it; the receiver there measured the opposite stream.
    package var remoteMetrics: [String: Double] = [:]

    /// Reads the body in `range`; `nil` if it is no report on a session.
    package init?(parsing bytes: RawSpan, in range: Range<Int>) {
        var offset = range.lowerBound
        var lines = 0
        var isReport = false
        var isRemote = false
        while lines < WireLimits.voiceQualityLines, offset < range.upperBound {
            let line = bytes.line(from: offset, to: range.upperBound)
            let content = line?.content ?? offset..<range.upperBound
            lines += 1
            if content.count <= WireLimits.voiceQualityLineBytes, !content.isEmpty {
                let text = bytes.text(content)
                let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let name = parts.first.map { $0.trimmed.lowercased() } ?? ""
                let value = parts.count > 1 ? String(parts[1]) : ""
                switch name {
                case "vqsessionreport", "vqintervalreport", "vqalertreport": isReport = true
                case "callid": callID = value.trimmed
                case "localaddr" where !isRemote: local = Self.address(value)
                case "remoteaddr" where !isRemote: remote = Self.address(value)
                case "localmetrics": isRemote = false
                case "remotemetrics": isRemote = true
                default: read(value, isRemote: isRemote)
                }
            }
            guard let line else { break }
            offset = line.next
        }
        guard isReport, !callID.isEmpty || remote.ssrc != nil else { return nil }
    }

    private mutating func read(_ text: String, isRemote: Bool) {
        for (key, value) in Self.pairs(text) {
            guard let number = Double(value), number.isFinite else { continue }
            if isRemote {
                if remoteMetrics.count < WireLimits.voiceQualityKeys { remoteMetrics[key] = number }
            } else if localMetrics.count < WireLimits.voiceQualityKeys {
                localMetrics[key] = number
            }
        }
    }

    private static func pairs(_ text: String) -> [(String, String)] {
        text.split(whereSeparator: { $0 == " " || $0 == "\t" }).compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (parts[0].uppercased(), String(parts[1])) : nil
        }
    }

    private static func address(_ text: String) -> Address {
        var address = Address()
        for (key, value) in pairs(text) {
            switch key {
            case "IP": address.address = value
            case "PORT": address.port = UInt16(value) ?? 0
            case "SSRC":
                let digits = value.lowercased().hasPrefix("0x") ? value.dropFirst(2) : Substring(value)
                address.ssrc = UInt32(digits, radix: 16)
            default: break
            }
        }
        return address
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
