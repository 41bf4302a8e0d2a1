import CallVocabulary

/// What a second reading of the captures looks at closely: some of the calls that the first one found.
///
/// A packet is of a call if it holds one of its messages, belongs to one of its streams, or passes while the call goes on
/// between addresses that are the call's: those of its streams, of its control reports, and those that its descriptions
/// name. What is of another call's stream is not.
public struct CallFocus: Sendable {
    /// A while, ns since 1970.
    struct Window: Sendable {
        var from: Int64
        var until: Int64

        func contains(_ time: Int64) -> Bool { from <= time && time <= until }

        /// The same with the margin before and after it.
        var padded: Window {
            let (earlier, isTooEarly) = from.subtractingReportingOverflow(CallFocus.margin)
            let (later, isTooLate) = until.addingReportingOverflow(CallFocus.margin)
            return Window(from: isTooEarly ? .min : earlier, until: isTooLate ? .max : later)
        }
    }

    /// One direction between two endpoints.
    struct Direction: Hashable, Sendable {
        var source: TransportEndpoint
        var destination: TransportEndpoint
    }

    /// A source on one direction.
    struct Source: Hashable, Sendable {
        var direction: Direction
        var ssrc: UInt32

        init(direction: Direction, ssrc: UInt32) {
            self.direction = direction
            self.ssrc = ssrc
        }

        /// The source that a stream is kept by.
        init(_ key: StreamIndex.Key) {
            let ports = key.ports
            direction = Direction(
                source: TransportEndpoint(address: key.source, port: UInt16(truncatingIfNeeded: ports >> 16)),
                destination: TransportEndpoint(address: key.destination, port: UInt16(truncatingIfNeeded: ports)))
            ssrc = key.ssrc
        }
    }

    /// The Call-IDs of the calls.
    public private(set) var callIDs: Set<String> = []
    /// Whether messages outside of calls are kept as well: registrations, questions for options, subscriptions.
    public var takesOtherRequests = false
    /// Streams of the calls, and when they went on.
    var sources: [Source: [Window]] = [:]
    /// Streams and control sources of other calls.
    var foreign: Set<Source> = []
    /// Directions in use by the calls.
    var directions: [Direction: [Window]] = [:]
    /// Addresses at which the calls receive.
    var ends: [TransportEndpoint: [Window]] = [:]
    /// Those of them that receive fax by T.38.
    var faxEnds: Set<TransportEndpoint> = []
    /// Directions that messages of the calls take.
    var signaling: [Direction: [Window]] = [:]
    /// When each Call-ID's call went on.
    var windows: [String: Window] = [:]

    /// How long before its first message, and after its last packet, something may still belong to a call: 5 s.
    static let margin: Int64 = 5_000_000_000

    /// Nothing but messages outside of calls.
    public static var otherRequests: CallFocus {
        var focus = CallFocus()
        focus.takesOtherRequests = true
        return focus
    }

    private init() {}

    /// The calls at `indices` of `result`.
    public init(_ indices: some Sequence<Int>, of result: CallAnalysisResult) {
        let chosen = Set(indices.filter { result.calls.indices.contains($0) })
        for stream in result.streams {
            let source = Source(
                direction: Direction(source: stream.source, destination: stream.destination), ssrc: stream.ssrc)
            guard let call = stream.call, chosen.contains(call) else {
                if stream.call != nil { foreign.insert(source) }
                continue
            }
            note(stream, as: source)
        }
        for source in result.rtcpSources {
            let direction = Direction(source: source.source, destination: source.destination)
            guard let call = source.call, chosen.contains(call) else {
                if source.call != nil { foreign.insert(Source(direction: direction, ssrc: source.ssrc)) }
                continue
            }
            directions[direction, default: []].append(window(of: call, in: result))
        }
        for call in chosen {
            let window = window(of: call, in: result)
            for id in result.calls[call].callIDs {
                callIDs.insert(id.rawValue)
                windows[id.rawValue] = window
            }
            for message in result.calls[call].messages {
                let direction = Direction(source: message.source, destination: message.destination)
                if signaling[direction]?.last.map({ $0.from == window.from && $0.until == window.until }) != true {
                    signaling[direction, default: []].append(window)
                }
            }
            for media in result.calls[call].media {
                for side in CallSide.allCases {
                    guard let described = media.sides[side] else { continue }
                    add(described.receivesAt, window)
                    if let control = described.receivesRTCPAt { add(control, window) }
                    if described.transport.lowercased().contains("udptl") { faxEnds.insert(described.receivesAt) }
                }
            }
        }
        foreign.subtract(sources.keys)
    }

    private mutating func note(_ stream: MediaStream, as source: Source) {
        let own = Window(from: stream.startedAt.nanoseconds, until: stream.endedAt.nanoseconds)
        let whole = Window(from: .min, until: .max)
        sources[source, default: []].append(stream.sharesEnds ? own : whole)
        let around = own.padded
        directions[source.direction, default: []].append(around)
        directions[Direction(source: stream.destination, destination: stream.source), default: []].append(around)
    }

    private func window(of call: Int, in result: CallAnalysisResult) -> Window {
        let one = result.calls[call]
        var from = one.startedAt.nanoseconds
        var until = max(from, one.endedAt?.nanoseconds ?? from)
        for message in one.messages {
            from = min(from, message.at.nanoseconds)
            until = max(until, message.at.nanoseconds)
        }
        for stream in one.streams {
            from = min(from, result.streams[stream].startedAt.nanoseconds)
            until = max(until, result.streams[stream].endedAt.nanoseconds)
        }
        return Window(from: from, until: until).padded
    }

    /// Notes an address at which a call receives.
    mutating func add(_ end: TransportEndpoint, _ window: Window) {
        guard end.port != 0, !end.address.isUnspecified, ends[end]?.count ?? 0 < CloseLookLimits.windows,
            ends.count < CloseLookLimits.ends
        else { return }
        ends[end, default: []].append(window)
    }

    /// Whether messages of the calls pass this way at this time.
    func signals(on direction: Direction, at time: Int64) -> Bool {
        signaling[direction]?.contains { $0.contains(time) } == true
    }

    /// Whether a datagram between these endpoints, at this time, is the calls'.
    func covers(_ direction: Direction, at time: Int64) -> Bool {
        if directions[direction]?.contains(where: { $0.contains(time) }) == true { return true }
        return [direction.source, direction.destination].contains { end in
            ends[end]?.contains { $0.contains(time) } == true
        }
    }

    /// Whether a packet of this source is the calls'.
    func covers(_ source: Source, at time: Int64) -> Bool {
        if let windows = sources[source] { return windows.contains { $0.contains(time) } }
        return !foreign.contains(source) && covers(source.direction, at: time)
    }
}
