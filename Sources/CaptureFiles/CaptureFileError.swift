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
        /// The compressed data are damaged or end early.
        public static let damagedCompression = Code(rawValue: "capture.damaged-compression")
        /// The file holds nothing at all.
        public static let emptyFile = Code(rawValue: "capture.empty-file")
        /// The file asks for more than one of ``CaptureFileLimits``.
        public static let limitExceeded = Code(rawValue: "capture.limit-exceeded")
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
    /// The file's path as it was given, or `standard input`; `nil` where bytes came without a file.
    public var path: String?

    /// An error of its parts.
    public init(
        _ code: Code, byteOffset: Int, packetNumber: Int? = nil, detail: String? = nil, path: String? = nil
    ) {
        self.code = code
        self.byteOffset = byteOffset
        self.packetNumber = packetNumber
        self.detail = detail
        self.path = path
    }
}

extension CaptureFileError: CustomStringConvertible {
    /// One sentence: which file, what is wrong with it, where, and what to do about it.
    public var description: String {
        let subject = path.map { $0 + ": " } ?? ""
        let found = detail.map { ": " + $0 } ?? ""
        return subject + complaint + found + "; " + remedy
    }

    private var place: String {
        packetNumber.map { "packet \($0), byte \(byteOffset)" } ?? "byte \(byteOffset)"
    }

    private var complaint: String {
        switch code {
        case .unrecognizedFormat: return "not a capture file this program knows"
        case .unsupportedFormat: return "a format this program does not read"
        case .truncatedRecord: return "the file ends too early (\(place))"
        case .malformedRecord: return "the file is damaged (\(place))"
        case .damagedCompression: return "the compressed data are damaged (\(place))"
        case .emptyFile: return "the file is empty"
        case .limitExceeded: return "the file asks for more than this program grants (\(place))"
        case .unreadable: return "the file cannot be read"
        default: return "\(code.rawValue) (\(place))"
        }
    }

    private var remedy: String {
        switch code {
        case .unrecognizedFormat, .unsupportedFormat:
            return "give a pcap, pcapng, snoop or Network Monitor file, plain or compressed with gzip, zstd or lz4"
        case .truncatedRecord:
            return "what comes before was read; copy the file again once the capture has ended"
        case .malformedRecord, .damagedCompression:
            return "what comes before was read; copy the file again from where it was captured"
        case .emptyFile: return "check that the capture ran and that the file was copied whole"
        case .limitExceeded: return "what comes before was read; split the capture into smaller files"
        case .unreadable: return "check the path and the permissions"
        default: return "copy the file again from where it was captured"
        }
    }
}
