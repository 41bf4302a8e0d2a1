import CallAnalysis
import CallVocabulary

/// What a rule may look at.
public struct FindingContext: Sendable {
    /// The analysis.
    public let result: CallAnalysisResult
    /// The figures at which rules speak up.
    public let thresholds: FindingThresholds
    /// RTCP sources by call, as indices.
    private let rtcpSources: [Int: [Int]]
    /// RTCP sources that spoke at least twice, by address: how many, and how many of them reported on others.
    private let reporters: [IPAddress: (spoke: Int, reported: Int)]
    /// Audio that several calls have in common.
    private let shared: SharedMedia
    /// Pairs of hosts between which a stream passes.
    private let hostPairs: Set<HostPair>
    /// Hosts that a stream comes from or goes to.
    private let streamHosts: Set<IPAddress>

    private struct HostPair: Hashable {
        var source: IPAddress
        var destination: IPAddress
    }

    /// A context over `result`.
    public init(result: CallAnalysisResult, thresholds: FindingThresholds = FindingThresholds()) {
        self.result = result
        self.thresholds = thresholds
        var sources: [Int: [Int]] = [:]
        var reporters: [IPAddress: (spoke: Int, reported: Int)] = [:]
        for index in result.rtcpSources.indices {
            let source = result.rtcpSources[index]
            if let call = source.call { sources[call, default: []].append(index) }
            if source.senderReports + source.receiverReports >= 2 {
                reporters[source.source.address, default: (0, 0)].spoke += 1
                if source.reportsAboutOthers > 0 { reporters[source.source.address]?.reported += 1 }
            }
        }
        rtcpSources = sources
        self.reporters = reporters
        var pairs: Set<HostPair> = []
        for index in result.streams.indices {
            pairs.insert(
                HostPair(
                    source: result.streams[index].source.address,
                    destination: result.streams[index].destination.address))
        }
        hostPairs = pairs
        streamHosts = Set(pairs.lazy.map(\.source)).union(pairs.lazy.map(\.destination))
        shared = SharedMedia(result)
        captureEnd = result.captures.compactMap(\.lastPacketAt).max() ?? CaptureTime(nanoseconds: 0)
    }

    /// The RTCP sources of a call.
    public func rtcpSources(ofCall index: Int) -> [RTCPSource] {
        (rtcpSources[index] ?? []).map { result.rtcpSources[$0] }
    }

    /// Whether the host of a source speaks RTCP beyond the source's call as well, and reports on nobody anywhere.
    public func neverReports(hostOf source: RTCPSource) -> Bool {
        let host = source.source.address
        guard let all = reporters[host], all.reported == 0 else { return false }
        let own = source.call.map { rtcpSources(ofCall: $0) } ?? []
        return all.spoke
            > own.count { $0.source.address == host && $0.senderReports + $0.receiverReports >= 2 }
    }

    /// Whether a stream passes from one of `hosts` to another, or to itself.
    public func hasStream(between hosts: Set<IPAddress>) -> Bool {
        hosts.contains { one in
            hosts.contains { hostPairs.contains(HostPair(source: one, destination: $0)) }
        }
    }

    /// Whether a stream comes from a host, or goes to it.
    func hasStream(of host: IPAddress) -> Bool { streamHosts.contains(host) }

    /// Whether a stream goes from `source` to `destination`.
    public func hasStream(from source: IPAddress, to destination: IPAddress) -> Bool {
        hostPairs.contains(HostPair(source: source, destination: destination))
    }

    /// The time of the last packet of all captures.
    public let captureEnd: CaptureTime

    /// The streams that carry what `side` of a call says: its own, and those of another call that pass between the very
    /// ends that this one agreed on. Keep-alives without a payload carry nothing.
    public func audio(of call: Call, from side: CallSide) -> [Int] {
        let own = call.streams.filter { index in
            let media = result.streams[index].media
            return result.streams[index].direction.sender == side && media != .video && media != .other
                && result.streams[index].payloadBytes > 0
        }
        return shared.settled(own, of: call, from: side)
    }
}

/// One rule: the codes it may raise and a pure function. Rules of your own run with
/// ``FindingCatalog/findings(in:thresholds:rules:)``.
public struct FindingRule: Sendable {
    /// The codes it may raise.
    public let codes: [FindingCode]
    /// The codes that are explained here; a code that several rules raise is explained by one of them.
    public let explains: [CodeExplanation]
    /// What the rule checks, in words; `nil` where a rule of your own has none.
    public let page: RulePage?
    let evaluate: @Sendable (FindingContext) -> [Finding]

    /// A rule that may raise `codes`; `evaluate` looks at nothing but its context.
    public init(
        codes: [FindingCode], explains: [CodeExplanation] = [], page: RulePage? = nil,
        evaluate: @escaping @Sendable (FindingContext) -> [Finding]
    ) {
        self.codes = codes
        self.explains = explains
        self.page = page
        self.evaluate = evaluate
    }
}

extension CallSide {
    /// As a sentence names it.
    var party: String { self == .calling ? "the calling party" : "the called party" }
}
