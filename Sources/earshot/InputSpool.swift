import CaptureFiles
import Glibc
import OutputFiles

/// Standard input kept as a file for as long as the program runs, for what has to read it twice. The file has no name: it
/// is gone with the program, however that ends.
final class InputSpool {

    /// The captures with the file in the place of `-`.
    let captures: [String]
    private var path: String?
    private var descriptor: Int32 = -1

    /// Keeps standard input if one of `captures` is `-`.
    init(_ captures: [String]) throws {
        guard captures.contains("-") else {
            self.captures = captures
            return
        }
        let folder = Terminal.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let kept = try Self.keep(in: folder)
        descriptor = kept
        let path = "/proc/self/fd/\(kept)"
        self.path = path
        self.captures = captures.map { $0 == "-" ? path : $0 }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What the capture at `path` is called in reports.
    func name(_ path: String) -> String {
        path == self.path ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func keep(in folder: String) throws -> Int32 {
        let (name, output) = try TemporaryName.create(in: folder, for: folder)
        unlink(name)
        do {
            var block = [UInt8](repeating: 0, count: 1 << 20)
            var total = 0
            while true {
                let count = block.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw CommandFailure("cannot read standard input: \(Terminal.lastError).") }
                guard count > 0 else { return output }
                total += count
                guard total <= InputLimits.spooledBytes else {
                    throw CommandFailure(
                        "standard input has more than \(InputLimits.spooledBytes >> 30) GiB; give it as a file.")
                }
                let code = block[0..<count].withUnsafeBytes { Descriptor.write($0, to: output) }
                guard code == 0 else {
                    throw CommandFailure(
                        "cannot keep standard input in \(folder): \(String(cString: strerror(code))). Set TMPDIR to a folder "
                            + "with room, or give the capture as a file.")
                }
            }
        } catch {
            close(output)
            throw error
        }
    }
}
