import CallVocabulary
import CaptureFiles

/// Capture files of every format: pcap, pcapng, snoop, Network Monitor, and the three compressions around them.
enum CaptureTargets {
    static let all = [
        FuzzTarget(name: "container", dictionary: CaptureTargets.words) { bytes in
            let whole = decode(bytes, piece: max(1, bytes.count))
            // However the bytes come in, the packets and the error are the same.
            let pieces = decode(bytes, piece: 1 + bytes.count % 61)
            require(whole == pieces, "pieces of a file read like the whole: \(whole) \(pieces)")
        }
    ]

    static let words = [
        "\u{A}\u{D}\u{D}\u{A}", "snoop\0\0\0", "RTSS", "GMBU", "\u{1F}", "\u{1}\0\0\0", "\u{6}\0\0\0", "\u{5}\0\0\0",
        "\u{9}\0\u{1}\0", "\u{E}\0\u{8}\0", "LSKT",
    ]

    /// What is compared.
    struct Outcome: Equatable {
        var packets = 0
        var bytes = 0
        var lastTime: CaptureTime?
        var code: String?
        var offset: Int?
    }

    /// Limits that let a compressed input grow to no more than 4 MiB, so that the fuzzer spends its time elsewhere.
    static var limits: CaptureFileLimits {
        var limits = CaptureFileLimits()
        limits.inflatedBytes = 4 << 20
        limits.windowBytes = 1 << 20
        return limits
    }

    /// Decodes `bytes` in pieces, handing each batch to `take`.
    static func decode(_ bytes: [UInt8], piece: Int, take: (PacketBatch) -> Void = { _ in }) -> Outcome {
        var decoder = CaptureDecoder(limits: limits)
        var outcome = Outcome()
        var batch = PacketBatch()
        do throws(CaptureFileError) {
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + piece)
                decoder.append(bytes.span.bytes.extracting(start..<end))
                start = end
                while try decoder.nextBatch(&batch) {
                    note(batch, &outcome)
                    take(batch)
                }
            }
            try decoder.finish()
        } catch {
            outcome.code = error.code.rawValue
            outcome.offset = error.byteOffset
            require(!error.description.isEmpty, "an error says something")
        }
        require(decoder.facts.packets == outcome.packets, "packets are counted")
        return outcome
    }

    private static func note(_ batch: PacketBatch, _ outcome: inout Outcome) {
        require(!batch.packets.isEmpty, "a batch holds packets")
        for packet in batch.packets {
            require(packet.offset >= 0 && packet.capturedLength >= 0, "lengths are not negative")
            require(packet.offset + packet.capturedLength <= batch.bytes.count, "a packet lies in its batch")
            require(packet.originalLength >= packet.capturedLength, "no more is captured than there was")
            outcome.packets += 1
            require(packet.number == outcome.packets, "packets are numbered in order")
            outcome.bytes += packet.capturedLength
            outcome.lastTime = packet.time
        }
    }
}
