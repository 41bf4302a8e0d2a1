import CallVocabulary

/// A span in which the capture recorded nothing of any stream that was running.
public struct CaptureOutage: Equatable, Sendable {
    /// When it began at the earliest.
    public var from: CaptureTime
    /// When packets came again.
    public var until: CaptureTime
    /// Streams that were running, all of which have a gap here.
    public var streams: Int
    /// Packets missing in these gaps.
    public var packets: Int
    /// The packet that ended it.
    public var endedBy: PacketReference
}

/// Tells outages of the capture from losses of the network: a network fault hits what passes through it, and never
/// both directions of several unrelated calls, at the same instant, before and behind the point of capture.
///
/// An outage is taken as such only if every stream that runs at that time has a gap there: at least four streams, from
/// three hosts or more, both directions of some call among them; or both directions of one call for a second or more,
/// from the same moment to the same moment. On its way, each direction passes this point before or behind the fault.
enum CaptureOutages {
    /// Streams that have to stop together.
    static let requiredStreams = 4
    /// Hosts they have to come from.
    static let requiredHosts = 3
    /// Where only the two directions of a call run: how long both have to be gone, and how far the ends of their gaps
    /// may
    /// lie apart, in nanoseconds.
    static let requiredOfPair: Int64 = 1_000_000_000
    static let toleranceOfPair: Int64 = 300_000_000
    /// Packets a stream needs for its pace to be known.
    static let requiredPackets = 10
    /// Packets missing in a row for a gap to count: single losses coincide by chance.
    static let requiredRun = 3

    private struct Gap {
        var stream: Int
        var run: Int
        var from: CaptureTime
        var until: CaptureTime
    }

    /// Finds outages, and moves what is missing in them to `missingFromCapture`.
    static func settle(_ result: inout CallAnalysisResult) {
        let gaps = gaps(of: result.streams)
        guard gaps.count >= 2 else { return }
        var groups = 0
        var group: [Gap] = []
        var from = CaptureTime(nanoseconds: .min)
        var until = CaptureTime(nanoseconds: .max)
        var removed: [Int: Set<Int>] = [:]
        func close(_ result: inout CallAnalysisResult) {
            guard group.count >= 2, groups < AnalysisLimits.outageGroups else { return }
            groups += 1
            guard isOutage(group, from: from, until: until, result.streams) else { return }
            var packets = 0
            for gap in group {
                packets += result.streams[gap.stream].lossRuns[gap.run].count
                removed[gap.stream, default: []].insert(gap.run)
            }
            guard let first = group.min(by: { $0.until < $1.until }) else { return }
            result.captureOutages.append(
                CaptureOutage(
                    from: from, until: until, streams: Set(group.map(\.stream)).count, packets: packets,
                    endedBy: result.streams[first.stream].lossRuns[first.run].revealedBy))
        }
        for gap in gaps {
            if gap.from < until, !group.isEmpty {
                group.append(gap)
                from = max(from, gap.from)
                until = min(until, gap.until)
            } else {
                close(&result)
                group = [gap]
                from = gap.from
                until = gap.until
            }
        }
        close(&result)
        for (stream, runs) in removed { move(runs, of: stream, in: &result) }
    }

    /// Gaps of the streams that pace evenly, by when they begin.
    private static func gaps(of streams: [MediaStream]) -> [Gap] {
        var gaps: [Gap] = []
        for index in streams.indices {
            guard let pace = pace(of: streams[index]) else { continue }
            for (number, run) in streams[index].lossRuns.enumerated()
            where run.count >= requiredRun && gaps.count < AnalysisLimits.outageRuns {
                let (length, overflow) = pace.multipliedReportingOverflow(by: Int64(run.count))
                guard !overflow else { continue }
                gaps.append(
                    Gap(stream: index, run: number, from: run.at.advanced(byNanoseconds: -length), until: run.at))
            }
        }
        return gaps.sorted { ($0.from, $0.stream) < ($1.from, $1.stream) }
    }

    /// Nanoseconds from packet to packet, of a stream that is even enough to say when one is due.
    private static func pace(of stream: MediaStream) -> Int64? {
        guard stream.counts.received >= requiredPackets, let length = stream.packetMilliseconds,
            (5...100).contains(length)
        else {
            return nil
        }
        return Int64(length * 1e6)
    }

    private static func isOutage(
        _ group: [Gap], from: CaptureTime, until: CaptureTime, _ streams: [MediaStream]
    ) -> Bool {
        let stopped = Set(group.map(\.stream))
        let isPair = stopped.count < requiredStreams
        guard until.nanoseconds(since: from) >= (isPair ? requiredOfPair : 40_000_000) else { return false }
        if isPair {
            guard let earliest = group.map(\.from).min(), let latest = group.map(\.until).max(),
                from.nanoseconds(since: earliest) <= toleranceOfPair,
                latest.nanoseconds(since: until) <= toleranceOfPair
            else { return false }
        } else {
            guard Set(stopped.map { streams[$0].source.address }).count >= requiredHosts else { return false }
        }
        // Both directions of a call: what comes and what goes fails together only where it is recorded.
        let flows = Set(stopped.map { Flow(streams[$0]) })
        guard flows.contains(where: { flows.contains($0.reversed) }) else { return false }
        let margin: Int64 = 100_000_000
        for index in streams.indices where !stopped.contains(index) {
            let stream = streams[index]
            guard pace(of: stream) != nil else { continue }
            if stream.startedAt.advanced(byNanoseconds: margin) < from,
                until.advanced(byNanoseconds: margin) < stream.endedAt
            {
                return false
            }
        }
        return true
    }

    private struct Flow: Hashable {
        var source: TransportEndpoint
        var destination: TransportEndpoint

        init(_ stream: MediaStream) {
            source = stream.source
            destination = stream.destination
        }

        var reversed: Flow {
            var other = self
            (other.source, other.destination) = (destination, source)
            return other
        }
    }

    private static func move(_ runs: Set<Int>, of index: Int, in result: inout CallAnalysisResult) {
        let moved = runs.sorted().map { result.streams[index].lossRuns[$0] }
        result.streams[index].lossRuns = result.streams[index].lossRuns.enumerated()
            .filter { !runs.contains($0.offset) }.map(\.element)
        result.streams[index].moveToCapture(moved)
    }
}
