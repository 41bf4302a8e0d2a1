import CallVocabulary

/// Fragments of IP, kept until the whole can be replaced and written back piece by piece.
struct FragmentMemory: Sendable {
    struct Key: Hashable {
        var source: IPAddress
        var destination: IPAddress
        var identification: UInt32
        var ipProtocol: UInt8
    }

    struct Piece {
        var key: Key
        var offset: Int
        var isLast: Bool
        var isWhole: Bool
    }

    struct Datagram {
        var ends: CaptureRedactor.Ends
        var ipProtocol: UInt8
        var pieces: [(offset: Int, bytes: [UInt8])] = []
        var total: Int?
        /// The bytes from the beginning as far as they are there, replaced.
        var whole: [UInt8] = []
    }

    var datagrams: [Datagram] = []
    var latest: [Key: Int] = [:]
    /// The datagram of each fragment, in the order in which they come; -1 for one that was not kept.
    var places: [Int] = []
    var next = 0
    var heldBytes = 0

    /// The most fragments of one datagram.
    static let maximumPieces = 8_192
}

extension CaptureRedactor {
    mutating func fragment(_ bytes: inout [UInt8], _ payload: Range<Int>, _ piece: FragmentMemory.Piece, _ ends: Ends) {
        guard !ends.isQuoted else { return quotedFragment(&bytes, payload, piece, ends) }
        if pass == .survey {
            fragments.places.append(keep(bytes, payload, piece, ends))
            return
        }
        let index = fragments.places.indices.contains(fragments.next) ? fragments.places[fragments.next] : -1
        fragments.next += 1
        guard fragments.datagrams.indices.contains(index) else {
            tally.beyondLimit += 1
            return leaveOut(&bytes, payload, "fragments")
        }
        let whole = fragments.datagrams[index].whole
        let there = min(payload.count, max(0, whole.count - piece.offset))
        for place in 0..<there { bytes[payload.lowerBound + place] = whole[piece.offset + place] }
        if there < payload.count {
            leaveOut(&bytes, payload.lowerBound + there..<payload.upperBound, "fragments without their beginning")
        }
        note("fragments")
    }

    /// The first fragment in an error's quotation has the ports and the beginning of a datagram.
    private mutating func quotedFragment(
        _ bytes: inout [UInt8], _ payload: Range<Int>, _ piece: FragmentMemory.Piece, _ ends: Ends
    ) {
        if piece.offset == 0 {
            transport(&bytes, payload, piece.key.ipProtocol, payload.count, ends)
        } else {
            leaveOut(&bytes, payload, "fragments without their beginning")
        }
    }

    private mutating func keep(
        _ bytes: [UInt8], _ payload: Range<Int>, _ piece: FragmentMemory.Piece, _ ends: Ends
    ) -> Int {
        guard fragments.heldBytes + payload.count <= options.heldBytes, piece.offset + payload.count <= 65_535 else {
            return -1
        }
        let content = Array(bytes[payload])
        var index = fragments.latest[piece.key] ?? -1
        if index >= 0 {
            let known = fragments.datagrams[index]
            let same = known.pieces.first { $0.offset == piece.offset }
            // The same place with other bytes: the number is used again.
            if known.pieces.count >= FragmentMemory.maximumPieces || same.map({ $0.bytes != content }) ?? false {
                index = -1
            }
            if same?.bytes == content { return index }
        }
        if index < 0 {
            index = fragments.datagrams.count
            fragments.datagrams.append(FragmentMemory.Datagram(ends: ends, ipProtocol: piece.key.ipProtocol))
            fragments.latest[piece.key] = index
        }
        fragments.heldBytes += content.count
        fragments.datagrams[index].pieces.append((piece.offset, content))
        if piece.isLast, piece.isWhole { fragments.datagrams[index].total = piece.offset + content.count }
        return index
    }

    /// Replaces in every datagram as far as it hangs together from its beginning.
    mutating func settleFragments() {
        for index in fragments.datagrams.indices {
            let datagram = fragments.datagrams[index]
            var whole: [UInt8] = []
            for piece in datagram.pieces.sorted(by: { $0.offset < $1.offset }) {
                guard piece.offset <= whole.count else { break }
                let overlap = whole.count - piece.offset
                if overlap < piece.bytes.count { whole += piece.bytes[overlap...] }
            }
            fragments.datagrams[index].pieces = []
            guard !whole.isEmpty else { continue }
            let wireLength = datagram.total ?? max(whole.count, 8)
            transport(&whole, 0..<whole.count, datagram.ipProtocol, wireLength, datagram.ends)
            fragments.datagrams[index].whole = whole
        }
        fragments.latest = [:]
    }
}
