/// The block headers of a redundant payload (RFC 2198 §3).
///
/// ```
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |F|   block PT  |  timestamp offset         |   block length    |   for each block but the last
/// |0|   block PT  |                                                  for the last, the newest
/// ```
package struct RedundantPayload: Equatable, Sendable {
    /// One block.
    package struct Block: Equatable, Sendable {
        /// Its payload type.
        package var payloadType: UInt8
        /// How many ticks it is older than the packet's timestamp.
        package var timestampOffset: UInt32
        /// Where it lies in the payload, as far as that was captured.
        package var range: Range<Int>
    }

    /// The blocks, oldest first; the last is the packet's own.
    package private(set) var blocks: [Block] = []

    /// Reads the headers at the start of `payload`; `nil` if they end too early or are more than
    /// ``WireLimits.redundantBlocks``.
    package init?(parsing payload: RawSpan) {
        var headers: [(type: UInt8, offset: UInt32, length: Int)] = []
        var at = 0
        while at < payload.byteCount {
            let first = payload.uint8(at: at)
            if first & 0x80 == 0 {
                at += 1
                headers.append((first, 0, Int.max))
                break
            }
            guard at + 4 <= payload.byteCount, headers.count < WireLimits.redundantBlocks - 1 else { return nil }
            let rest = UInt32(payload.uint8(at: at + 1)) << 16 | UInt32(payload.uint16(at: at + 2))
            headers.append((first & 0x7F, rest >> 10, Int(rest & 0x3FF)))
            at += 4
        }
        guard headers.last?.length == Int.max else { return nil }
        for header in headers {
            let end = header.length == Int.max ? payload.byteCount : min(payload.byteCount, at + header.length)
            blocks.append(Block(payloadType: header.type, timestampOffset: header.offset, range: at..<max(at, end)))
            at = max(at, end)
        }
    }
}

/// Which packets a parity packet protects (RFC 5109 §7.3, §7.4).
package struct ParityHeader: Equatable, Sendable {
    /// The sequence number that the mask's highest bit stands for.
    package var base: UInt16
    /// Bit `i`: the packet `base + i` is protected; 48 of them at most.
    package var mask: UInt64

    /// Reads the header at the start of `payload`; `nil` if it is cut or protects nothing.
    package init?(parsing payload: RawSpan) {
        guard payload.byteCount >= 14 else { return nil }
        let isLong = payload.uint8(at: 0) & 0x40 != 0
        guard !isLong || payload.byteCount >= 18 else { return nil }
        base = payload.uint16(at: 2)
        var written = UInt64(payload.uint16(at: 12)) << 48
        if isLong { written |= UInt64(payload.uint16(at: 14)) << 32 | UInt64(payload.uint16(at: 16)) << 16 }
        mask = 0
        for bit in 0..<48 where written & (1 << UInt64(63 - bit)) != 0 { mask |= 1 << UInt64(bit) }
        guard mask != 0 else { return nil }
    }
}
