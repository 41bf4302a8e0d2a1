import CallVocabulary
import WireFormats

/// Follows requests that belong to no call: registrations, and what else there is, as plain facts.
struct RequestTracker {
    private var found: [(address: String?, series: RequestSeries)] = []
    private var indexByName = IntegerMap()
    private let limit: Int
    private var refused = 0

    init(limit: Int) { self.limit = max(1, limit) }

    var limitsMet: LimitTally { refused > 0 ? [.requestSeries: refused] : [:] }

    /// The registrations, in order.
    var registrations: [Registration] {
        found.compactMap { one in one.address.map { Registration(address: $0, series: one.series) } }
    }

    /// The others, in order.
    var others: [RequestSeries] { found.filter { $0.address == nil }.map(\.series) }

    /// Takes a message whose method is none that calls are followed by.
    mutating func record(_ message: SignalingMessage, in bytes: RawSpan, naming: TextHash) {
        let name = message.outline.methodName
        guard let range = name.range, !range.isEmpty else { return }
        let isRegister = bytes.text(name) == "REGISTER"
        let source = message.isRequest ? message.source : message.destination
        let destination = message.isRequest ? message.destination : message.source
        let method = naming.of(bytes, range)
        let address = isRegister ? addressName(message, in: bytes, naming: naming) : 0
        let key = naming.mixed(
            naming.mixed(method, address), naming.mixed(naming.of(source), naming.of(destination)))
        let request = naming.mixed(message.callID, UInt64(message.sequence))
        guard let index = indexByName[key].map({ Int($0) }) else {
            guard message.isRequest else { return }
            guard found.count < limit else {
                refused += 1
                return
            }
            indexByName[key] = Int64(found.count)
            var series = RequestSeries(
                method: SignalingTexts.printable(bytes.text(name)), source: source, destination: destination,
                at: message.at, packet: message.packet)
            begin(request, in: &series)
            let party = isRegister ? SIPParty(parsing: bytes, at: message.outline.to) : nil
            found.append((isRegister ? party?.uri ?? "" : nil, series))
            return
        }
        found[index].series.lastAt = message.at
        found[index].series.lastPacket = message.packet
        if message.isRequest {
            if found[index].series.running == request {
                found[index].series.runningCopies += 1
                found[index].series.repetitions += 1
            } else {
                begin(request, in: &found[index].series)
            }
        } else if message.outline.status >= 200, found[index].series.running == request,
            !found[index].series.runningIsAnswered
        {
            answer(message, in: bytes, to: &found[index].series)
        }
    }

    private func begin(_ request: UInt64, in series: inout RequestSeries) {
        series.running = request
        series.runningCopies = 1
        series.runningIsAnswered = false
        series.requests += 1
    }

    private func answer(_ message: SignalingMessage, in bytes: RawSpan, to series: inout RequestSeries) {
        let status = message.outline.status
        series.runningIsAnswered = true
        series.answered += 1
        series.lastStatus = status
        let reason = SignalingTexts.printable(bytes.descriptiveText(message.outline.reason))
        series.lastReason = reason.isEmpty ? nil : reason
        if status == 401 || status == 407 {
            series.challengesInARow += 1
        } else {
            series.challengesInARow = 0
            if status >= 300 { series.refusals += 1 }
        }
    }

    /// Names the address of record; its tag and display name apart.
    private func addressName(_ message: SignalingMessage, in bytes: RawSpan, naming: TextHash) -> UInt64 {
        guard let party = SIPParty(parsing: bytes, at: message.outline.to) else { return 0 }
        let text = Array(party.uri.utf8)
        return text.isEmpty ? 0 : naming.of(text.span.bytes, 0..<text.count)
    }
}
