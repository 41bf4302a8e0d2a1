import CallAnalysis
import CaptureFiles
import Findings
import Glibc
import OutputFiles
import Reports

/// Files made of captures that are kept: what was heard, the packets of a call, a copy that can be shared.
public struct MakeFromCaptures {
    /// What is to be made.
    public enum Wish: Equatable, Sendable {
        /// A stream of a call, or both its sides, as a receiver with a buffer of 60 ms played it: WAV.
        case sound(call: String, stream: String?)
        /// The packets of a call with what was found in their comments: pcapng.
        case cut(call: String)
        /// The capture without what identifies: pcapng.
        case shareable
    }

    /// Why it cannot be made, in a sentence for whoever asked.
    public struct Refusal: Error, Equatable, CustomStringConvertible {
        /// The sentence.
        public let description: String

        /// A refusal in words.
        public init(_ description: String) { self.description = description }
    }

    /// The buffer that sounds are played through, in ms: that of telephones.
    public static let bufferMilliseconds = 60.0

    private let options: AnalyzeCapture.Options
    private let toolVersion: String

    /// A run that analyses with `options`.
    public init(options: AnalyzeCapture.Options, toolVersion: String) {
        self.options = options
        self.toolVersion = toolVersion
    }

    /// Makes what is wished of the captures at `paths`, named `names` in what is said, and writes it to `output`, whole or
    /// not at all. Throws ``Refusal`` where the captures do not have it.
    public func make(_ wish: Wish, of paths: [String], names: [String], to output: String) throws {
        do {
            switch wish {
            case .sound(let call, let stream): try sound(call, stream, paths, names, output)
            case .cut(let call): try cut(call, paths, names, output)
            case .shareable: try share(paths, output)
            }
        } catch let error as AudioUnavailable {
            throw Refusal(Self.sentence(error.description))
        } catch let error as CallNames.Unknown {
            throw Refusal(Self.sentence(error.description))
        } catch let error as SoundFile.TooLong {
            throw Refusal(Self.sentence(error.description))
        } catch is CaptureUnreadable {
            throw Refusal("The capture cannot be read.")
        } catch is CaptureFileError {
            throw Refusal("The capture cannot be read to its end.")
        }
    }

    private func sound(_ call: String, _ stream: String?, _ paths: [String], _ names: [String], _ output: String) throws
    {
        let analysis = try AnalyzeCapture(options: options).run(paths, names: names)
        let sides = try SoundFile.sides(of: call, in: analysis.result)
        let own = analysis.result.calls.first { $0.id == call }?.streams.map { analysis.result.streams[$0].id } ?? []
        if let stream, !own.contains(stream) { throw AudioUnavailable.unknown(stream, known: own) }
        let played = try ExtractAudio(options: options).played(
            stream.map { [$0] } ?? sides, of: analysis, paths: paths, bufferMilliseconds: Self.bufferMilliseconds)
        let file = try FileSink(output)
        try SoundFile.write(played) { file.take($0) }
        try file.finish()
    }

    private func cut(_ call: String, _ paths: [String], _ names: [String], _ output: String) throws {
        var chosen: [Int] = []
        var analysis = try LookAtCalls(options: options).run(paths) { first in
            chosen = CallNames.legs(of: try CallNames.find(call, in: first.result), in: first.result)
            return CallFocus(chosen, of: first.result)
        }
        for index in analysis.result.captures.indices where names.indices.contains(index) {
            analysis.result.captures[index].name = names[index]
        }
        guard let look = analysis.result.closeLook else { return }
        let document = AnalysisDocument(analysis, toolVersion: toolVersion)
        var settings = CutCalls.Options()
        settings.comment = CutComments.file(document, calls: chosen, keepsKeys: false)
        settings.packetComments = CutComments.packets(document, calls: chosen)
        settings.fileLimits = options.fileLimits
        let file = try FileSink(output)
        _ = try CutCalls(options: settings).write(look, paths: paths) { file.take($0) }
        try file.finish()
    }

    private func share(_ paths: [String], _ output: String) throws {
        guard let path = paths.first, paths.count == 1 else { return }
        var settings = RedactCapture.Options()
        settings.analysis = options
        settings.toolVersion = toolVersion
        let outcome = try RedactCapture(options: settings).run([path], to: [output])
        guard !outcome.hasLeftovers else {
            unlink(output)
            throw Refusal(
                "A copy that surely holds nothing of it could not be made. Tell whoever runs this service.")
        }
    }

    private static func sentence(_ text: String) -> String { (text.first?.uppercased() ?? "") + text.dropFirst() }
}

/// Takes bytes until something fails, and says at the end what did.
private final class FileSink {
    private var file: WholeFile?
    private var failure: OutputFileError?

    init(_ path: String) throws { file = try WholeFile(path, mode: 0o600) }

    func take(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        do throws(OutputFileError) { try file?.write(bytes) } catch { failure = error }
    }

    func finish() throws {
        if let failure { throw failure }
        if let whole = file.take() { try whole.finish() }
    }
}
