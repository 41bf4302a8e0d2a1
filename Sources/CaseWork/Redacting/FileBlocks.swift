import CaptureFiles
import Glibc
import OutputFiles

/// A whole file, piece by piece.
public enum FileBlocks {
    private static let blockBytes = 1 << 20
    /// Bytes of a block that the next one begins with again, so that nothing is missed where they meet.
    private static let overlap = 1_024

    /// Hands on the bytes of the file at `path`; each piece begins with the end of the one before.
    static func overlapping(_ path: String, _ body: ([UInt8]) -> Void) throws(OutputFileError) {
        var kept: [UInt8] = []
        try read(path) { block in
            let piece = kept + block
            body(piece)
            kept = Array(piece.suffix(overlap))
        }
    }

    /// Hands on the bytes of the file at `path`, each once.
    public static func read(_ path: String, _ body: ([UInt8]) -> Void) throws(OutputFileError) {
        let input = open(path, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure(path) }
        defer { close(input) }
        var block = [UInt8](repeating: 0, count: blockBytes)
        while true {
            let count = block.withUnsafeMutableBytes { Glibc.read(input, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            guard count > 0 else { return }
            body(Array(block[..<count]))
        }
    }

    private static func failure(_ path: String) -> OutputFileError {
        OutputFileError("cannot read \(path) again: \(String(cString: strerror(errno))).")
    }
}
