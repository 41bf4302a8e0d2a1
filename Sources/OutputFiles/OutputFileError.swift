import Glibc

/// Why a file could not be written: what, where and what to do.
public struct OutputFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String
    /// Whether whoever reads the pipe stopped reading.
    public let isReaderGone: Bool
    /// Whether there is no room left.
    public let isDiskFull: Bool

    /// An error in words.
    public init(_ description: String, isReaderGone: Bool = false, isDiskFull: Bool = false) {
        self.description = description
        self.isReaderGone = isReaderGone
        self.isDiskFull = isDiskFull
    }

    /// `path` cannot be written, for the system's reason `code`.
    static func system(_ path: String, _ code: Int32) -> OutputFileError {
        let reason = String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT, EFBIG:
            return OutputFileError("cannot write \(path): \(reason). Make room, or write elsewhere.", isDiskFull: true)
        case EISDIR: return OutputFileError("\(path) is a folder; give the name of a file.")
        case EPIPE: return OutputFileError("\(path) was closed by its reader.", isReaderGone: true)
        default: return OutputFileError("cannot write \(path): \(reason). Give a file in a folder you may write to.")
        }
    }
}
