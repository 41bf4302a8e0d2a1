import LoadedLibraries

/// Why an interface could not be opened, or not be read further.
///
/// Match on ``code``; read ``description``.
public struct LiveCaptureError: Error, Equatable, Sendable {
    /// A permanent code, such as `live.not-permitted`.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The text of the code.
        public let rawValue: String

        /// A code from its text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The operating system does not let this program capture.
        public static let notPermitted = Code(rawValue: "live.not-permitted")
        /// There is no interface of that name.
        public static let unknownInterface = Code(rawValue: "live.unknown-interface")
        /// The filter is no filter for this kind of link.
        public static let invalidFilter = Code(rawValue: "live.invalid-filter")
        /// The interface is down, or went away.
        public static let interfaceDown = Code(rawValue: "live.interface-down")
        /// This machine has no libpcap, which captures.
        public static let noLibrary = Code(rawValue: "live.no-libpcap")
        /// Anything else that libpcap reports.
        public static let failed = Code(rawValue: "live.failed")
    }

    /// What went wrong.
    public let code: Code
    /// The interface, as it was given.
    public let interface: String
    /// libpcap's own words.
    public let detail: String

    /// An error of its parts.
    public init(_ code: Code, interface: String, detail: String) {
        self.code = code
        self.interface = interface
        self.detail = detail
    }
}

extension LiveCaptureError {
    /// What it means that libpcap cannot be used.
    init(interface: String, _ obstacle: LibraryObstacle) {
        var detail = "libpcap is not installed on this machine"
        if case .notInstalled = obstacle {} else { detail = "libpcap cannot be used: \(obstacle)" }
        self.init(.noLibrary, interface: interface, detail: detail)
    }
}

extension LiveCaptureError: CustomStringConvertible {
    /// One sentence: which interface, what is wrong, in libpcap's words.
    public var description: String {
        switch code {
        case .notPermitted: return "capturing on \(interface) is not permitted: \(detail)"
        case .unknownInterface: return "there is no interface \(interface): \(detail)"
        case .invalidFilter: return "the filter is not valid for \(interface): \(detail)"
        case .interfaceDown: return "\(interface) is down: \(detail)"
        default: return "cannot capture on \(interface): \(detail)"
        }
    }
}
