import CallVocabulary
import CaptureFiles
import Redaction
import ReportModel
import Reports

/// Captures without what identifies, with the proof: both are analysed and compared, and every byte is searched.
public struct RedactCapture {
    /// How a run goes about it.
    public struct Options {
        /// What decides the replacements.
        public var key = RedactionKey.random()
        /// What becomes of audio.
        public var audio = AudioTreatment.noise
        /// How both are analysed.
        public var analysis = AnalyzeCapture.Options()
        /// The version of the program, for the documents that are compared.
        public var toolVersion = ""

        /// A key that nobody knows, and noise.
        public init() {}
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// What was removed, and what stands in its place.
        public var replacements: Replacements
        /// What was done with the packets.
        public var tally: CaptureRedactor.Tally
        /// Comments of the files, which are left out.
        public var comments = 0
        /// Names of interfaces, which are left out.
        public var interfaceNames = 0
        /// Blocks of keys, which are left out.
        public var secretBlocks = 0
        /// The search for what was removed.
        public var search: LeftoverSearch
        /// How both analyses compare.
        public var comparison = AnalysisComparison()
        /// Why the original could not be read to its end; `nil` if it could.
        public var readError: CaptureFileError?

        /// Whether a removed value is still there, so that nothing may be handed over.
        public var hasLeftovers: Bool { !search.found.isEmpty }
    }

    private let options: Options

    /// A run with `options`.
    public init(options: Options = Options()) { self.options = options }

    /// Writes the captures at `paths` without what identifies to `outputs`, one for each, and compares.
    ///
    /// The files at `outputs` are for nobody before the outcome is known: where it has leftovers, delete them.
    public func run(_ paths: [String], to outputs: [String]) throws -> Outcome {
        var settings = CaptureRedactor.Options()
        settings.audio = options.audio
        var redactor = CaptureRedactor(key: options.key, options: settings)
        var readError: CaptureFileError?
        var facts: [CaptureFileFacts] = []
        var secretBlocks = 0
        for path in paths {
            var reader = try open(path)
            do {
                try Self.forEach(&reader) { redactor.survey($0) }
            } catch {
                readError = error
            }
            guard reader.facts.packets > 0 || readError == nil else {
                throw CaptureUnreadable(path: path, reason: readError ?? CaptureFileError(.emptyFile, byteOffset: 0))
            }
            facts.append(reader.facts)
            secretBlocks += reader.secrets.count
        }
        redactor.endSurvey()
        for (index, path) in paths.enumerated() where outputs.indices.contains(index) {
            try write(path, facts[index], to: outputs[index], &redactor)
        }
        var outcome = Outcome(
            replacements: redactor.replacements, tally: redactor.tally, search: LeftoverSearch(redactor.replacements))
        outcome.readError = readError
        outcome.secretBlocks = secretBlocks
        for one in facts {
            outcome.comments += one.comments.count
            outcome.interfaceNames += one.interfaces.filter { $0.name != nil }.count
        }
        try search(paths, outputs, &redactor, &outcome)
        guard !outcome.hasLeftovers else { return outcome }
        outcome.comparison = try compare(paths, outputs, redactor.replacements)
        return outcome
    }

    func open(_ path: String) throws -> CaptureFileReader {
        do {
            return try CaptureFileReader(path: path, limits: options.analysis.fileLimits)
        } catch {
            throw CaptureUnreadable(path: path, reason: error)
        }
    }

    static func forEach(
        _ reader: inout CaptureFileReader, _ body: (borrowing PacketBatch) -> Void
    ) throws(CaptureFileError) {
        var batch = PacketBatch()
        while try reader.nextBatch(&batch) { body(batch) }
    }

    private func write(
        _ path: String, _ facts: CaptureFileFacts, to output: String, _ redactor: inout CaptureRedactor
    ) throws {
        var reader = try open(path)
        try RedactedFile.write(&reader, facts, to: output) { redactor.redact($0, $1).bytes }
    }

    // MARK: Proof

    /// Searches what was written: the files for what is long enough, the packets for addresses.
    private func search(
        _ paths: [String], _ outputs: [String], _ redactor: inout CaptureRedactor, _ outcome: inout Outcome
    ) throws {
        redactor.beginAgain()
        for (index, output) in outputs.enumerated() {
            var written = try open(output)
            var original = try open(paths[index])
            var packets = PacketBatch()
            var originals = PacketBatch()
            var next = 0
            // The packets once more, to know where noise lies in each of them.
            while try written.nextBatch(&packets, observing: { _ in }) {
                for packet in packets.packets {
                    if next >= originals.packets.count {
                        guard (try? original.nextBatch(&originals)) ?? false else { break }
                        next = 0
                    }
                    let again = redactor.redact(originals, originals.packets[next])
                    next += 1
                    let bytes = Array(packets.bytes[packet.offset..<(packet.offset + packet.capturedLength)])
                    outcome.search.look(at: RedactedPacket(bytes: bytes, noise: again.noise))
                }
            }
            try FileBlocks.overlapping(output) { outcome.search.look(at: $0) }
        }
    }

    private func compare(_ paths: [String], _ outputs: [String], _ values: Replacements) throws -> AnalysisComparison {
        var settings = options.analysis
        settings.keys.usesKeysInCapture = true
        let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let before = try AnalyzeCapture(options: settings).run(paths, names: names)
        let after = try AnalyzeCapture(options: settings).run(outputs, names: names)
        func document(_ analysis: CaptureAnalysis) -> [UInt8] {
            AnalysisReport.json(AnalysisDocument(analysis, toolVersion: options.toolVersion))
        }
        return AnalysisComparison(document(before), document(after), values)
    }
}
