/// Why a capture file could not be read, or not be read further.
///
/// Match on ``code``; read ``description``. What was decoded before ``packetNumber`` stays usable.
public struct CaptureFileError: Error, Equatable, Sendable {
    /// A permanent code, such as `capture.unrecognized-format`.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The text of the code.
        public let rawValue: String

        /// A code from its text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The first bytes belong to no capture format this build reads.
        public static let unrecognizedFormat = Code(rawValue: "capture.unrecognized-format")
        /// A known format, but one this build does not read; ``CaptureFileError/detail`` names it.
        public static let unsupportedFormat = Code(rawValue: "capture.unsupported-format")
        /// The file ends inside a record, as when the capturing program was killed.
        public static let truncatedRecord = Code(rawValue: "capture.truncated-record")
        /// A record's own lengths contradict each other or exceed a limit.
        public static let malformedRecord = Code(rawValue: "capture.malformed-record")
        /// The compressed data are damaged.
        public static let damagedCompression = Code(rawValue: "capture.damaged-compression")
        /// The file holds nothing at all.
        public static let emptyFile = Code(rawValue: "capture.empty-file")
        /// The operating system refused to open or read the file.
        public static let unreadable = Code(rawValue: "capture.unreadable")
    }

    /// What went wrong.
    public let code: Code
    /// Where in the (uncompressed) file, in bytes from its start.
    public let byteOffset: Int
    /// The packet being read, counted from 1 as capture viewers do; `nil` before the first.
    public let packetNumber: Int?
    /// What was found or expected, in words; `nil` where the code says it all.
    public let detail: String?

    /// An error of its parts.
    public init(_ code: Code, byteOffset: Int, packetNumber: Int? = nil, detail: String? = nil) {
        self.code = code
        self.byteOffset = byteOffset
        self.packetNumber = packetNumber
        self.detail = detail
    }
}

extension CaptureFileError: CustomStringConvertible {
    /// One sentence: what, where, what was expected, what to do.
    public var description: String {
        let place = packetNumber.map { "packet \($0), byte \(byteOffset)" } ?? "byte \(byteOffset)"
        let more = detail.map { ": \($0)" } ?? ""
        switch code {
        case .unrecognizedFormat:
            return "not a pcap or pcapng capture; give a file written by tcpdump, dumpcap or Wireshark"
        case .unsupportedFormat: return "this kind of capture is not read\(more)"
        case .truncatedRecord:
            return
                "the file ends inside a record (\(place)), as when capturing was cut short; what comes before is used"
        case .malformedRecord:
            return "the record at \(place) contradicts itself\(more); what comes before is used"
        case .damagedCompression: return "the compressed data are damaged at \(place)\(more); what comes before is used"
        case .emptyFile: return "the file is empty; capture again, and stop capturing before copying the file"
        case .unreadable: return "the file cannot be read\(more)"
        default: return "\(code.rawValue) at \(place)\(more)"
        }
    }
}
