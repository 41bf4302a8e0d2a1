import CallVocabulary

@testable import CaptureFiles

/// A packet with its bytes copied out, so that results of different readings can be compared.
struct CopiedPacket: Equatable {
    var nanoseconds: Int64
    var bytes: [UInt8]
    var originalLength: Int
    var number: Int
    var linkType: LinkType
    var interface: UInt16
}

/// All that came of decoding a file.
struct Decoded: Equatable {
    var packets: [CopiedPacket] = []
    var error: CaptureFileError?
    var facts = CaptureFileFacts()
    var secrets: [DecryptionSecrets] = []

    mutating func take(_ batch: PacketBatch) {
        for packet in batch.packets {
            packets.append(
                CopiedPacket(
                    nanoseconds: packet.time.nanoseconds,
                    bytes: Array(batch.bytes[packet.offset..<packet.offset + packet.capturedLength]),
                    originalLength: packet.originalLength, number: packet.number, linkType: packet.linkType,
                    interface: packet.interface))
        }
    }
}

/// Decodes `file` given in chunks of `chunk` bytes (whole if `nil`).
func decode(_ file: [UInt8], chunk: Int? = nil, limits: CaptureFileLimits = CaptureFileLimits()) -> Decoded {
    var decoder = CaptureDecoder(limits: limits)
    var batch = PacketBatch()
    var decoded = Decoded()
    let chunk = max(1, chunk ?? file.count)
    do throws(CaptureFileError) {
        for start in stride(from: 0, to: file.count, by: chunk) {
            decoder.append(Array(file[start..<min(file.count, start + chunk)]))
            while try decoder.nextBatch(&batch) { decoded.take(batch) }
        }
        try decoder.finish()
    } catch {
        decoded.error = error
    }
    decoded.facts = decoder.facts
    decoded.secrets = decoder.secrets
    return decoded
}

/// Files that the tests build for themselves.
enum BuiltCaptures {
    /// Times that fit every variant: whole microseconds, the last beyond 2038 and near the end of 2106.
    static let times: [Int64] = [1_700_000_000_123_456_000, 1_700_000_001_000_000_000, 4_294_967_295_999_999_000]

    /// Packets of 0, 1 and many bytes.
    static let payloads: [[UInt8]] = [[], [7], (0..<61).map { UInt8($0) }]

    static func pcap(
        order: CaptureByteOrder = .littleEndian, nanoseconds: Bool = false, kuznetsov: Bool = false,
        version: (UInt16, UInt16) = (2, 4), snapLength: UInt32 = 65_535, linkField: UInt32 = 1,
        swapLengths: Bool = false
    ) -> [UInt8] {
        var file: [UInt8] = []
        file.append(kuznetsov ? 0xA1B2_CD34 : nanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4 as UInt32, order)
        file.append(version.0, order)
        file.append(version.1, order)
        file.append(0 as UInt64, order)
        file.append(snapLength, order)
        file.append(linkField, order)
        for (time, payload) in zip(times, payloads) {
            file.append(UInt32(clamping: time / 1_000_000_000), order)
            file.append(UInt32(clamping: time % 1_000_000_000 / (nanoseconds ? 1 : 1_000)), order)
            let captured = UInt32(clamping: payload.count)
            file.append(swapLengths ? captured + 10 : captured, order)
            file.append(swapLengths ? captured : captured + 10, order)
            if kuznetsov { file.append(0x0102_0304_0506_0708 as UInt64, order) }
            file.append(contentsOf: payload)
        }
        return file
    }

    /// Two sections of different byte orders, with everything a section can hold.
    static func pcapng() -> [UInt8] {
        var writer = PcapngWriter()
        writer.beginSection(order: .bigEndian, comment: "first section")
        writer.append(PcapngWriter.Interface(linkType: .ethernet, name: "eth0", comment: "uplink"))
        writer.append(PcapngWriter.Interface(linkType: .linuxSLL, snapLength: 96, timeResolution: nil))
        writer.append(DecryptionSecrets(kind: .tlsKeyLog, bytes: Array("CLIENT_RANDOM secret".utf8)))
        writer.append(at: CaptureTime(nanoseconds: times[0]), interface: 0, payloads[1], originalLength: 90)
        writer.append(
            units: UInt64(times[1] / 1_000), interface: 1, payloads[2], dropsBefore: 3, comment: "odd one")
        writer.appendBlock(type: 4, [1, 2, 3, 4])
        writer.appendBlock(type: 0xBAD, [5, 6])
        writer.appendBlock(type: 0x7777_7777, [])
        writer.appendStatistics(interface: 0, received: 100, interfaceDrops: 5, systemDrops: 6)
        writer.beginSection(order: .littleEndian)
        writer.append(PcapngWriter.Interface(linkType: .raw, timeResolution: 0x80 | 10, timeOffsetSeconds: -5))
        writer.append(units: 10 << 10 | 512, interface: 0, payloads[2])
        return writer.takeBytes()
    }

    /// `bytes` as one gzip member of stored blocks, so that no compressor is needed.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var start = 0
        repeat {
            let end = min(bytes.count, start + 65_535)
            file.append(end == bytes.count ? 1 : 0)
            file.append(UInt16(end - start), .littleEndian)
            file.append(~UInt16(end - start), .littleEndian)
            file.append(contentsOf: bytes[start..<end])
            start = end
        } while start < bytes.count
        file.append(checksum(bytes), .littleEndian)
        file.append(UInt32(truncatingIfNeeded: bytes.count), .littleEndian)
        return file
    }

    /// CRC-32 of RFC 1952, section 8, bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
        }
        return ~sum
    }
}

/// A small generator with a seed, so that a failing mutation can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }
}
