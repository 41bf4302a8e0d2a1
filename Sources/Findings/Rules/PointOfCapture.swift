import CallAnalysis
import CallVocabulary

/// Whether what one side was told to send would pass the point of capture at all.
///
/// Where all of a call that is here has one host as an end, the capture was made at that host. What another host was told
/// to send to a third one does not pass it.
struct PointOfCapture {
    let verdict: MissingAudio
    let sender: CallSide
    private var call: Call { verdict.call }
    private var context: FindingContext { verdict.context }

    /// Why nothing can be said of audio that goes past the capture; `nil` where it would pass.
    func deafness(_ evidence: [Evidence]) -> MissingAudio.Deafness? {
        let listener = sender.other
        let hosts = commonHosts
        guard !hosts.isEmpty else { return nil }
        var last: (told: SIPMessageSummary, asked: TransportEndpoint)?
        for span in call.media where span.kind == .audio {
            guard let described = span.sides[listener],
                let message = call.messages.first(where: { $0.packet == described.packet }),
                // What reaches the host of the capture is for it, or for who is behind it.
                !hosts.contains(message.destination.address)
            else { continue }
            let asked = described.receivesAt
            guard !hosts.contains(asked.address), !asked.address.isUnspecified, !asked.address.isLoopback,
                !context.hasStream(of: asked.address)
            else { return nil }
            last = (message, asked)
        }
        guard let last, let host = hosts.sorted(by: { ($0.high, $0.low) < ($1.high, $1.low) }).first else { return nil }
        return MissingAudio.Deafness(
            listener: listener, cause: .notVisibleFromHere, severity: .note, confidence: 0.5, stream: nil,
            what:
                "\(sender.party) (\(last.told.destination.address)) was told to send to \(last.asked), and all that is here "
                + "of the call goes to or comes from \(host): what it sends there does not pass this point.",
            evidence: evidence + [
                Evidence(
                    packet: last.told.packet, at: last.told.at,
                    text: "Here \(sender.party) is told to send to \(last.asked).")
            ], remedy: "Capture at \(last.asked.address) as well, or beside \(sender.party).")
    }

    /// The hosts that are an end of each packet of the call, as far as messages, streams and reports tell.
    private var commonHosts: Set<IPAddress> {
        var common: Set<IPAddress>?
        func meet(_ one: TransportEndpoint, _ other: TransportEndpoint) {
            let ends: Set<IPAddress> = [one.address, other.address]
            common = common?.intersection(ends) ?? ends
        }
        for message in call.messages {
            meet(message.source, message.destination)
            if common?.isEmpty == true { return [] }
        }
        for index in call.streams {
            meet(context.result.streams[index].source, context.result.streams[index].destination)
        }
        for source in context.rtcpSources(ofCall: verdict.index) { meet(source.source, source.destination) }
        return common ?? []
    }
}
