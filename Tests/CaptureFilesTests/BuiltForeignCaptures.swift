@testable import CaptureFiles

/// Captures of other programs' formats, with the packets of ``BuiltCaptures/payloads``.
extension BuiltCaptures {
    /// A snoop file whose records are padded to four bytes.
    static func snoop(version: UInt32 = 2, linkType: UInt32 = 4, drops: [UInt32] = [0, 0, 0]) -> [UInt8] {
        var file = Array("snoop\0\0\0".utf8)
        file.append(version, .bigEndian)
        file.append(linkType, .bigEndian)
        for (index, payload) in payloads.enumerated() {
            let padding = (4 - payload.count % 4) % 4
            file.append(UInt32(clamping: payload.count + 10), .bigEndian)
            file.append(UInt32(clamping: payload.count), .bigEndian)
            file.append(UInt32(clamping: 24 + payload.count + padding), .bigEndian)
            file.append(drops[index], .bigEndian)
            file.append(UInt32(clamping: times[index] / 1_000_000_000), .bigEndian)
            file.append(UInt32(clamping: times[index] % 1_000_000_000 / 1_000), .bigEndian)
            file += payload + [UInt8](repeating: 0xEE, count: padding)
        }
        return file
    }

    /// When ``networkMonitor(major:minor:media:start:table:)`` begins: 2023-11-14T22:13:20.100Z.
    static let networkMonitorStart: Int64 = 1_700_000_000_100_000_000

    /// A Network Monitor capture; the times are a second before the start, the start and a second after it.
    ///
    /// - Parameters:
    ///   - media: the media type of each frame, in the order of the payloads.
    ///   - gap: bytes between the last frame and the table.
    static func networkMonitor(
        major: UInt8 = 2, minor: UInt8, media: [UInt16] = [1, 1, 1], gap: [UInt8] = [], tail: [UInt8] = [],
        change table: ([UInt32]) -> [UInt32] = { $0 }
    ) -> [UInt8] {
        var frames: [UInt8] = []
        var places: [UInt32] = []
        for (index, payload) in payloads.enumerated() {
            places.append(UInt32(clamping: 128 + frames.count))
            let delay = Int64(index - 1) * 1_000
            if major == 1 {
                frames.append(UInt32(clamping: delay), .littleEndian)
                frames.append(UInt16(clamping: payload.count + 10), .littleEndian)
                frames.append(UInt16(clamping: payload.count), .littleEndian)
            } else {
                frames.append(delay * 1_000, .littleEndian)
                frames.append(UInt32(clamping: payload.count + 10), .littleEndian)
                frames.append(UInt32(clamping: payload.count), .littleEndian)
            }
            frames += payload
            guard major == 2 else { continue }
            if minor >= 1 { frames.append(media[index], .littleEndian) }
            if minor >= 2 { frames.append(0 as UInt32, .littleEndian) }
            if minor >= 3 {
                frames.append(UInt64(clamping: times[index] / 100 + 116_444_736_000_000_000), .littleEndian)
                frames.append(0 as UInt8, .littleEndian)
            }
        }
        let entries = table(places)
        var file = Array((major == 1 ? "RTSS" : "GMBU").utf8) + [minor, major]
        for number in [media[0], 2023, 11, 2, 14, 22, 13, 20, 100] { file.append(number, .littleEndian) }
        file.append(UInt32(clamping: 128 + frames.count + gap.count), .littleEndian)
        file.append(UInt32(clamping: 4 * entries.count), .littleEndian)
        file += [UInt8](repeating: 0, count: 128 - file.count) + frames + gap
        for entry in entries { file.append(entry, .littleEndian) }
        return file + tail
    }
}
