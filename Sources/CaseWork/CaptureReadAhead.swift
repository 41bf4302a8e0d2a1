import CallAnalysis
import CallVocabulary
import CaptureFiles
import Crypto

/// Reads captures on a thread of its own, a few batches ahead of the analysis: decompression, hashing and reading go on
/// while the packets before are analysed. The order of packets is the files' own, so the result is the same.
enum CaptureReadAhead {
    /// What the reading thread hands over.
    enum Step: Sendable {
        /// A file begins.
        case begin(name: String)
        /// Key logs that stand in the file, before the packets that need them.
        case secrets([DecryptionSecrets])
        /// Packets, and how far reading has come in this file.
        case packets(ReadBatch, bytesRead: Int, of: Int?)
        /// The file ended, properly or not.
        case end(AnalyzedFile)
        /// Nothing of a file could be read.
        case unreadable(CaptureUnreadable)
    }

    /// Packets with what their reader found out of them, in memory that is used again.
    struct ReadBatch: Sendable {
        var batch = PacketBatch()
        var located = LocatedPackets()
        /// What locates packets on the reader's thread; `nil` to leave that to the analysis.
        var locator: PacketLocator?

        /// Locates the packets, if there is what locates them.
        mutating func locate() { locator?.locate(batch, into: &located) }
    }

    /// A file to read, and the name it goes by.
    struct Source: Sendable {
        var path: String
        var name: String
    }

    /// Batches in flight: enough to bridge a slow read, few enough to stay in the cache.
    static let batchesAhead = 4

    /// Reads every source in order and gives its steps to `take` until that says no.
    ///
    /// `spare` gives memory to read into, and waits for it if need be. With threads to spare, compressed files are unpacked
    /// several at once; the steps are the same.
    static func read(
        _ sources: [Source], options: AnalyzeCapture.Options, spare: () -> ReadBatch?, take: (Step) -> Bool
    ) {
        var ahead = UnpackingAhead(sources, options: options)
        // The batch that a file leaves unfilled is the next file's first: none is lost, or reading would end up waiting
        // for batches that nobody holds.
        var unfilled: ReadBatch?
        func fresh() -> ReadBatch? {
            guard let batch = unfilled else { return spare() }
            unfilled = nil
            return batch
        }
        for (index, source) in sources.enumerated() {
            let goesOn =
                ahead?.pass(index, spare: fresh, take)
                ?? readFile(source, options, spare: fresh, unfilled: { unfilled = $0 }, take)
            guard goesOn else { return }
        }
    }

    /// Reads one source; false if reading ends with it. A batch that is left over goes to `unfilled`.
    static func readFile(
        _ source: Source, _ options: AnalyzeCapture.Options, spare: () -> ReadBatch?,
        unfilled: (ReadBatch) -> Void, _ take: (Step) -> Bool
    ) -> Bool {
        var reader: CaptureFileReader
        do throws(CaptureFileError) {
            reader =
                source.path == "-"
                ? CaptureFileReader(descriptor: 0, limits: options.fileLimits)
                : try CaptureFileReader(path: source.path, limits: options.fileLimits)
        } catch {
            _ = take(.unreadable(CaptureUnreadable(path: source.path, reason: error)))
            return false
        }
        let isHashed = options.hashedBytes > 0 && (reader.totalBytes ?? 0) <= options.hashedBytes
        let hash = HashInProgress(isNeeded: isHashed)
        guard take(.begin(name: source.name)) else { return false }
        var readError: CaptureFileError?
        var wasStopped = false
        var read = spare() ?? ReadBatch()
        var handedOver = 0
        do throws(CaptureFileError) {
            while try reader.nextBatch(&read.batch, observing: { hash.update($0) }) {
                let secrets = reader.secrets
                if secrets.count > handedOver {
                    guard take(.secrets(Array(secrets[handedOver...]))) else { return false }
                    handedOver = secrets.count
                }
                read.locate()
                guard take(.packets(read, bytesRead: reader.bytesRead, of: reader.totalBytes)) else { return false }
                if options.isStopped() {
                    wasStopped = true
                    break
                }
                read = spare() ?? ReadBatch()
            }
            if !wasStopped { unfilled(read) }
        } catch {
            guard reader.facts.packets > 0 else {
                _ = take(.unreadable(CaptureUnreadable(path: source.path, reason: error)))
                return false
            }
            readError = error
            unfilled(read)
            // A hash of a part would be the hash of nothing.
            if isHashed { try? reader.readRemainder(observing: { hash.update($0) }) }
        }
        let sawAll = reader.totalBytes.map { $0 == reader.bytesRead } ?? (readError == nil)
        let isTaken = take(
            .end(
                AnalyzedFile(
                    path: source.path, name: source.name,
                    sha256: isHashed && sawAll && !wasStopped ? hash.hexadecimal : nil, facts: reader.facts,
                    secretBlocks: reader.secrets.count, wasStopped: wasStopped, readError: readError)))
        return isTaken && !wasStopped
    }
}

/// A SHA-256 that is fed block by block, or not at all.
private final class HashInProgress {
    private var hash = SHA256()
    private let isNeeded: Bool

    init(isNeeded: Bool) {
        self.isNeeded = isNeeded
    }

    func update(_ bytes: RawSpan) {
        guard isNeeded else { return }
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    var hexadecimal: String {
        hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
