import Escaping
import Glibc
import OutputFiles

/// The terminal, or whatever standard output and standard error are connected to.
enum Terminal {
    /// The widest text this program lays out, however wide the terminal.
    static let maximumWidth = 160

    /// True if `descriptor` is a terminal.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of standard output: the terminal's, else `COLUMNS`, else 100.
    static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 {
            return min(Int(size.ws_col), maximumWidth)
        }
        if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns >= 40 {
            return min(columns, maximumWidth)
        }
        return 100
    }

    /// Lines of the terminal on standard error; 24 if it does not say.
    static var height: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    /// Where this program's own file lies; its name if the system does not say.
    static var programPath: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return "earshot" }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Where a link leads; `nil` if it is none.
    static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A variable of the environment; `nil` if unset.
    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Shows text on standard output; nothing hidden in it gets through, whatever it was made from. Throws if the disk
    /// is full. A reader that went away (head, less) is no failure.
    static func show(_ text: String, styled: Bool = false) throws {
        try OutputSink.write(Array(Escaping.terminalLines(text, styled: styled).utf8), to: "-")
    }

    /// Writes text to standard error; nothing hidden in it gets through.
    static func writeError(_ text: String, styled: Bool = false) {
        put(Escaping.terminalLines(text, styled: styled))
    }

    /// Clears the line of the cursor on standard error and, before it, goes up so many lines and clears those too.
    static func clearError(linesAbove count: Int = 0) {
        put(count > 0 ? "\u{1B}[\(count)A\r\u{1B}[J" : "\r\u{1B}[K")
    }

    private static func put(_ text: String) {
        Array(text.utf8).withUnsafeBytes { _ = Descriptor.write($0, to: STDERR_FILENO) }
    }

    /// The system's words for the last error.
    static var lastError: String { String(cString: strerror(errno)) }
}
