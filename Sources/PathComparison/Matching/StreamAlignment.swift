/// How the header fields of a stream changed from NEAR to FAR, each by a constant.
struct HeaderShift: Hashable {
    /// FAR's sequence number less NEAR's.
    var sequence: UInt16 = 0
    /// FAR's timestamp less NEAR's; `nil` where timestamps were made anew and do not identify packets.
    var timestamp: UInt32? = 0
}

/// The packets of a stream at NEAR and the same packets at FAR.
struct StreamAlignment {
    /// One packet seen at both points, by its places in the two records.
    struct Common {
        var near: Int
        var far: Int
    }
    /// How the header changed.
    var shift: HeaderShift
    /// Packets seen at both points, in NEAR's order; repetitions count once.
    var common: [Common] = []
    /// Places of packets only NEAR has.
    var nearOnly: [Int] = []
    /// Places of packets only FAR has.
    var farOnly: [Int] = []
    /// Repetitions at NEAR.
    var nearRepeated = 0
    /// Repetitions at FAR.
    var farRepeated = 0

    /// Aligns two streams. A packet is known by its sequence number and timestamp, which together do not repeat within
    /// days; restarts of the sender need no attention so.
    init(_ near: RecordedStream, _ far: RecordedStream, shift: HeaderShift) {
        self.shift = shift
        let anchor = near.packets.first?.sequence ?? 0
        let nearKeys = Self.keys(near, HeaderShift(timestamp: shift.timestamp == nil ? nil : 0), anchor: anchor)
        let farKeys = Self.keys(far, shift, anchor: anchor)
        var placeAtFar: [UInt64: Int] = [:]
        placeAtFar.reserveCapacity(farKeys.count)
        for (place, key) in farKeys.enumerated() {
            if placeAtFar[key] == nil { placeAtFar[key] = place } else { farRepeated += 1 }
        }
        var isAtNear: Set<UInt64> = []
        isAtNear.reserveCapacity(nearKeys.count)
        for (place, key) in nearKeys.enumerated() {
            guard isAtNear.insert(key).inserted else {
                nearRepeated += 1
                continue
            }
            if let other = placeAtFar[key] {
                common.append(Common(near: place, far: other))
            } else {
                nearOnly.append(place)
            }
        }
        for (place, key) in farKeys.enumerated() where !isAtNear.contains(key) && placeAtFar[key] == place {
            farOnly.append(place)
        }
    }

    /// What each packet is known by, in NEAR's numbers.
    private static func keys(_ stream: RecordedStream, _ shift: HeaderShift, anchor: UInt16) -> [UInt64] {
        if let timestampShift = shift.timestamp {
            return stream.packets.map { packet in
                UInt64(packet.timestamp &- timestampShift) << 16 | UInt64(packet.sequence &- shift.sequence)
            }
        }
        // Without timestamps: sequence numbers carried on over their wraps (RFC 3550 A.1). Both records start from
        // NEAR's first number, so that they agree if they begin within half a cycle of each other.
        var extended = 0x1_0000 + Int64(anchor)
        var last = anchor
        return stream.packets.map { packet in
            let number = packet.sequence &- shift.sequence
            extended &+= Int64(Int16(bitPattern: number &- last))
            last = number
            return UInt64(bitPattern: extended)
        }
    }
}
