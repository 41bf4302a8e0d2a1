import CallAnalysis
import CallVocabulary
import CaptureFiles

/// Writes the packets of calls that were looked at closely to a capture of their own, as pcapng.
///
/// The packets are the original ones, bytes and times; what is said of them stands in their comments. Keys are left out
/// unless they are asked for: key logs are not copied, and keys in session descriptions are overwritten.
public struct CutCalls {
    /// What the new capture says besides its packets, and whether it holds keys.
    public struct Options: Sendable {
        /// The comment of the file.
        public var comment = ""
        /// Comments of packets.
        public var packetComments: [PacketReference: String] = [:]
        /// Whether keys stay: key logs in the captures, and keys in session descriptions.
        public var keepsKeys = false
        /// Limits of reading.
        public var fileLimits = CaptureFileLimits()

        /// No comments, no keys.
        public init() {}
    }

    /// What was written.
    public struct Outcome: Equatable, Sendable {
        /// Packets written.
        public var packets = 0
        /// Packets in which keys were overwritten.
        public var packetsWithHiddenKeys = 0

        /// An outcome of its parts; nothing by default.
        public init(packets: Int = 0, packetsWithHiddenKeys: Int = 0) {
            self.packets = packets
            self.packetsWithHiddenKeys = packetsWithHiddenKeys
        }
    }

    private let options: Options

    /// A run with `options`.
    public init(options: Options = Options()) { self.options = options }

    /// Writes the packets of `look`, which a close look at the captures at `paths` found, to `sink`, piece by piece.
    public func write(
        _ look: CloseLook, paths: [String], to sink: ([UInt8]) -> Void
    ) throws(CaptureFileError) -> Outcome {
        var outcome = Outcome()
        var writer = PcapngWriter()
        writer.beginSection(comment: options.comment.isEmpty ? nil : options.comment)
        let keys = options.keepsKeys ? HiddenKeys([]) : HiddenKeys(look.messages)
        var next = look.packets.startIndex
        var interfaces: [InterfaceKey: Int] = [:]
        for (capture, path) in paths.enumerated() {
            guard next < look.packets.endIndex else { break }
            guard look.packets[next].capture == capture else { continue }
            var reader = try CaptureFileReader(path: path, limits: options.fileLimits)
            var batch = PacketBatch()
            var secretsWritten = 0
            while next < look.packets.endIndex, look.packets[next].capture == capture {
                guard try reader.nextBatch(&batch) else { break }
                if options.keepsKeys {
                    for secrets in reader.secrets.dropFirst(secretsWritten) { writer.append(secrets) }
                    secretsWritten = reader.secrets.count
                }
                for packet in batch.packets {
                    guard next < look.packets.endIndex, look.packets[next].capture == capture else { break }
                    guard packet.number == look.packets[next].number else { continue }
                    let key = InterfaceKey(capture: capture, interface: packet.interface, linkType: packet.linkType)
                    let interface = interfaces[key] ?? interfaces.count
                    if interfaces[key] == nil {
                        interfaces[key] = interface
                        writer.append(PcapngWriter.Interface(linkType: packet.linkType))
                    }
                    var bytes = Array(batch.bytes[packet.offset..<(packet.offset + packet.capturedLength)])
                    if keys.hide(in: &bytes) { outcome.packetsWithHiddenKeys += 1 }
                    writer.append(
                        at: packet.time, interface: interface, bytes, originalLength: packet.originalLength,
                        comment: options.packetComments[look.packets[next]])
                    outcome.packets += 1
                    next += 1
                }
                sink(writer.takeBytes())
            }
            // What a damaged file no longer gives is not waited for.
            while next < look.packets.endIndex, look.packets[next].capture == capture { next += 1 }
        }
        sink(writer.takeBytes())
        return outcome
    }

    private struct InterfaceKey: Hashable {
        var capture: Int
        var interface: UInt16
        var linkType: LinkType
    }
}

/// Keys of media that stand in session descriptions (RFC 4568), to be overwritten wherever a packet holds eight bytes of one:
/// also where a message was cut into segments.
struct HiddenKeys {
    private var pieces: Set<UInt64> = []

    /// How many bytes have to agree.
    private static let length = 8

    init(_ messages: [SeenMessage]) {
        let mark = Array("inline:".utf8)
        let ends: Set<UInt8> = [0x20, 0x7C, 0x3B, 0x0D, 0x0A]
        for message in messages {
            let bytes = message.bytes
            var at = 0
            while at + mark.count < bytes.count {
                guard bytes[at] | 0x20 == mark[0], matches(mark, bytes, at) else {
                    at += 1
                    continue
                }
                at += mark.count
                let end = bytes[at...].firstIndex { ends.contains($0) } ?? bytes.count
                add(bytes[at..<end])
                at = end
            }
        }
    }

    private func matches(_ mark: [UInt8], _ bytes: [UInt8], _ at: Int) -> Bool {
        for (index, byte) in mark.enumerated() where bytes[at + index] != byte {
            // The name may be written in capitals.
            guard byte != 0x3A, bytes[at + index] | 0x20 == byte else { return false }
        }
        return true
    }

    private mutating func add(_ key: ArraySlice<UInt8>) {
        guard key.count >= HiddenKeys.length, pieces.count < WorkLimits.cutPieces else { return }
        var value: UInt64 = 0
        for (index, byte) in key.enumerated() {
            value = value << 8 | UInt64(byte)
            if index + 1 >= HiddenKeys.length { pieces.insert(value) }
        }
    }

    /// Overwrites what is known of keys with `*`; true if there was something.
    func hide(in bytes: inout [UInt8]) -> Bool {
        guard !pieces.isEmpty, bytes.count >= HiddenKeys.length else { return false }
        var value: UInt64 = 0
        var found: [Int] = []
        for (index, byte) in bytes.enumerated() {
            value = value << 8 | UInt64(byte)
            if index + 1 >= HiddenKeys.length, pieces.contains(value) { found.append(index) }
        }
        for last in found { for index in (last - HiddenKeys.length + 1)...last { bytes[index] = 0x2A } }
        return !found.isEmpty
    }
}
