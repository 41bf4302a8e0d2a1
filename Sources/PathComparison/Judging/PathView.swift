import CallVocabulary

/// One point of the path in the order a stream passes them.
struct PathPoint {
    let capture: CaptureRecord
    let stream: RecordedStream?

    /// True if this point was capturing this stream at `time` and for `slack` nanoseconds after.
    func captures(_ time: Int64, slack: Int64 = 0) -> Bool {
        guard let first = capture.firstAt, let last = capture.lastAt else { return false }
        guard time >= first, time.addingSaturating(slack) <= last else { return false }
        return stream?.cutAt.map { time.addingSaturating(slack) < $0 } ?? true
    }
}

/// A pair seen in the direction it flows: what the first point sent on, and what the second got.
struct PathView {
    let first: PathPoint
    let second: PathPoint
    /// Common packets as places at the first and the second point, in the first point's order.
    let common: [(first: Int, second: Int)]
    /// Places of packets only the first point has.
    let firstOnly: [Int]
    /// Places of packets only the second point has.
    let secondOnly: [Int]
    /// What a sequence number of the second point is at the first one: subtract this.
    let sequenceShift: UInt16

    init(_ pair: StreamPair, _ near: CaptureRecord, _ far: CaptureRecord, _ direction: PathDirection) {
        let atNear = PathPoint(capture: near, stream: near.streams[pair.near])
        let atFar = PathPoint(capture: far, stream: far.streams[pair.far])
        let alignment = pair.alignment
        if direction == .farToNear {
            first = atFar
            second = atNear
            common = alignment.common.map { (first: $0.far, second: $0.near) }.sorted { $0.first < $1.first }
            firstOnly = alignment.farOnly
            secondOnly = alignment.nearOnly
            sequenceShift = 0 &- alignment.shift.sequence
        } else {
            first = atNear
            second = atFar
            common = alignment.common.map { (first: $0.near, second: $0.far) }
            firstOnly = alignment.nearOnly
            secondOnly = alignment.farOnly
            sequenceShift = alignment.shift.sequence
        }
    }

    /// What only the second point has, in the first point's numbers, each after a common packet.
    func onlyAtSecond(_ places: [Int]) -> [(sequence: UInt16, after: Int)] {
        guard let stream = second.stream else { return [] }
        let anchors = common.sorted { $0.second < $1.second }
        var next = 0
        return places.compactMap { place in
            while next < anchors.count, anchors[next].second < place { next += 1 }
            guard !anchors.isEmpty else { return nil }
            let anchor = anchors[max(0, next - 1)]
            return (sequence: stream.packets[place].sequence &- sequenceShift, after: anchor.first)
        }
    }

    /// Common packets that came to the second point after one that the first point saw later.
    var reordered: Int {
        var highest = -1
        return common.sorted { $0.second < $1.second }.count { pair in
            defer { highest = max(highest, pair.first) }
            return pair.first < highest
        }
    }
}
