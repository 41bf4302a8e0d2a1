import Glibc
import OutputFiles

/// One result on its way to a file or to standard output.
final class OutputSink {
    private var file: WholeFile?
    private var failure: OutputFileError?

    private init(_ path: String) throws { file = try WholeFile(path) }

    /// Whether there is a file at `path`.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes `bytes` to `path`, `-` being standard output.
    static func write(_ bytes: [UInt8], to path: String) throws {
        try write(to: path) { sink in sink(bytes) }
    }

    /// Writes what `body` hands on piece by piece. A file is there whole, or as it was.
    static func write(to path: String, _ body: (@escaping ([UInt8]) -> Void) throws -> Void) throws {
        let sink = try OutputSink(path)
        try body { sink.take($0) }
        try sink.finish()
    }

    private func take(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        do throws(OutputFileError) {
            try file?.write(bytes)
        } catch {
            failure = error
        }
    }

    private func finish() throws {
        if let failure {
            // Whoever reads standard output may stop reading.
            guard failure.isReaderGone else { throw failure }
            return
        }
        if let whole = file.take() { try whole.finish() }
    }
}
