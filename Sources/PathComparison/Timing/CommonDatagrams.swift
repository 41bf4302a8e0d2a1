import CallVocabulary

/// Datagrams beside the audio that both points saw: signaling, RTCP, STUN.
///
/// They matter most where one direction of the audio never arrives: then nothing else crosses that way and tells how the
/// clocks stand. A datagram counts only if its content occurs once at each point, so that none is mistaken for another.
struct CommonDatagrams {
    /// One of them.
    struct Crossing {
        /// NEAR's time, in nanoseconds since the origin.
        var time: Double
        /// FAR's time less NEAR's in nanoseconds, less the base.
        var difference: Double
        /// Its ends as NEAR saw them.
        var near: (source: IPAddress, destination: IPAddress)
        /// Its ends as FAR saw them.
        var far: (source: IPAddress, destination: IPAddress)
    }
    /// In the order of NEAR.
    let crossings: [Crossing]

    /// Farther from the middle of the streams than a datagram travels: these are other datagrams with equal content.
    private static let mostDifference = 10_000_000_000.0

    init(_ near: CaptureRecord, _ far: CaptureRecord, origin: Int64, base: Int64) {
        var places: [UInt64: Int] = [:]
        var repeated: Set<UInt64> = []
        for (place, datagram) in far.datagrams.enumerated() {
            if places.updateValue(place, forKey: datagram.digest) != nil { repeated.insert(datagram.digest) }
        }
        var seen: Set<UInt64> = []
        for datagram in near.datagrams where !seen.insert(datagram.digest).inserted { repeated.insert(datagram.digest) }
        crossings = near.datagrams.compactMap { datagram in
            guard !repeated.contains(datagram.digest), let place = places[datagram.digest] else { return nil }
            let other = far.datagrams[place]
            let difference = Double(
                other.arrival.subtractingSaturating(datagram.arrival).subtractingSaturating(base))
            guard abs(difference) < Self.mostDifference else { return nil }
            return Crossing(
                time: Double(datagram.arrival.subtractingSaturating(origin)), difference: difference,
                near: (datagram.source, datagram.destination), far: (other.source, other.destination))
        }
    }

    /// The differences, with `drift` taken out, of what goes from `source` to `destination` as NEAR sees them.
    func level(from source: IPAddress, to destination: IPAddress, drift: Double) -> [Double] {
        crossings.filter { $0.near.source == source && $0.near.destination == destination }
            .map { $0.difference - drift * $0.time }
    }
}

/// On which side of the points an address lies, as the streams of known direction show.
struct PathSides {
    private enum Side {
        case near, far, both
    }
    private var atNear: [IPAddress: Side] = [:]
    private var atFar: [IPAddress: Side] = [:]

    /// The sides that streams with these ends show.
    init(_ streams: [(near: RecordedStream, far: RecordedStream, direction: PathDirection)]) {
        for stream in streams where stream.direction != .unknown {
            let (source, destination): (Side, Side) = stream.direction == .nearToFar ? (.near, .far) : (.far, .near)
            Self.note(stream.near.source.address, source, &atNear)
            Self.note(stream.near.destination.address, destination, &atNear)
            Self.note(stream.far.source.address, source, &atFar)
            Self.note(stream.far.destination.address, destination, &atFar)
        }
    }

    private static func note(_ address: IPAddress, _ side: Side, _ sides: inout [IPAddress: Side]) {
        guard let known = sides[address], known != side else { return sides[address] = side }
        sides[address] = .both
    }

    /// Which way a datagram goes; unknown where its ends were not seen in streams, or lie on one side.
    func direction(_ crossing: CommonDatagrams.Crossing) -> PathDirection {
        var near = 0
        var far = 0
        func count(_ side: Side?, isSource: Bool) {
            switch side {
            case .near: if isSource { near += 1 } else { far += 1 }
            case .far: if isSource { far += 1 } else { near += 1 }
            case .both:
                near += 1
                far += 1
            case nil: break
            }
        }
        count(atNear[crossing.near.source], isSource: true)
        count(atNear[crossing.near.destination], isSource: false)
        count(atFar[crossing.far.source], isSource: true)
        count(atFar[crossing.far.destination], isSource: false)
        if near > 0, far == 0 { return .nearToFar }
        return far > 0 && near == 0 ? .farToNear : .unknown
    }
}
