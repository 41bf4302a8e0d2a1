import CallAnalysis
import CaseWork
import ReportModel
import Reports
import SpeechDecoding

/// What a page holds on request besides the analysis: messages as they stood, and sound. Both need another reading.
struct PageMaterial {
    let paths: [String]
    let analysis: CaptureAnalysis
    let keys: DecryptionKeys
    let quiet: Bool

    /// Calls whose messages are put on a page.
    static let maximumCalls = 100
    /// Streams whose sound is put on a page.
    static let maximumStreams = 40

    /// Adds the messages of the calls at `places`, in that order.
    func addMessages(of places: [Int], to page: inout AnalysisPageOptions) throws {
        guard !paths.contains("-") else {
            throw CommandFailure("--with-messages reads the capture twice: give it as a file.")
        }
        let chosen = Array(places.prefix(Self.maximumCalls))
        let again = try CaptureRun.reporting(quiet: quiet) { base, progress in
            var options = base
            options.keys = keys
            options.hashedBytes = 0
            options.focus = CallFocus(chosen, of: analysis.result)
            return try AnalyzeCapture(options: options, progress: progress).run(paths)
        }
        guard let look = again.result.closeLook else { return }
        for place in chosen {
            let call = analysis.result.calls[place]
            page.messages[call.id] = AnalysisPageOptions.messages(look, of: Set(call.callIDs.map(\.rawValue)))
        }
        if places.count > chosen.count {
            page.remarks.append(
                "The messages of \(places.count - chosen.count) calls are left out: a page holds those of \(Self.maximumCalls)."
            )
        }
    }

    /// Adds the sound of the streams named `ids`, as a buffer of 60 ms plays it.
    func addSound(of ids: [String], to page: inout AnalysisPageOptions) throws {
        guard !paths.contains("-") else {
            throw CommandFailure("--with-audio reads the capture again: give it as a file.")
        }
        var left = AnalysisPageOptions.maximumSoundBytes
        var omitted = max(0, ids.count - Self.maximumStreams)
        for id in ids.prefix(Self.maximumStreams) {
            let played: [PlayedAudio]
            do {
                played = try ExtractAudio().played([id], of: analysis, paths: paths, bufferMilliseconds: 60)
            } catch let error as AudioUnavailable {
                page.remarks.append("No sound of \(id): \(error.description)")
                continue
            }
            guard let audio = played.first, audio.samples.count * 2 < left else {
                omitted += 1
                continue
            }
            var bytes: [UInt8] = []
            var writer = try WAVWriter<Never>(
                channels: 1, sampleRate: audio.sampleRate, samples: audio.samples.count, output: { bytes += $0 })
            try writer.write(audio.samples[...])
            writer.finish()
            left -= bytes.count
            page.sound[id] = bytes
        }
        if omitted > 0 {
            page.remarks.append(
                "The sound of \(omitted) \(omitted == 1 ? "stream is" : "streams is") left out: a page holds \(AnalysisPageOptions.maximumSoundBytes >> 20) MiB of \(Self.maximumStreams) streams at most."
            )
        }
    }
}
