import AudioLevels
import CallAnalysis
import CallVocabulary

extension FindingRule {
    /// The rule of `media.echo`.
    static let echo = FindingRule(
        codes: [.echo],
        page: RulePage(
            checks: "Whether what one party says comes back in the other direction, later and weaker.",
            matters: "Hearing oneself with a delay makes talking hard (ITU-T G.131).",
            clears: "Echo control in the device that returns it.",
            thresholds: [.audibleEchoDecibels, .conversationSeconds])
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard let echo = stream.echo, let sender = stream.direction.sender,
                echo.returnLoss <= thresholds.audibleEchoDecibels
            else { return nil }
            return Finding(
                code: .echo, severity: .warning, symptom: .echo, confidence: min(0.95, 0.6 + 0.4 * echo.correlation),
                call: stream.call, stream: index,
                summary: "\(sender.party.capitalizedFirst) hears an echo: its own voice comes back "
                    + "\(Figures.decimal(echo.delayMilliseconds, places: 0)) ms later and "
                    + (echo.returnLoss < 3 ? "as loud" : "\(Figures.decimal(echo.returnLoss, places: 0)) dB weaker")
                    + ", seen from this point"
                    + (echo.wayMilliseconds.map { way in
                        "; \(Figures.decimal(echo.heardAfterMilliseconds, places: 0)) ms after it was said, "
                            + "with the \(Figures.decimal(way, places: 0)) ms from \(sender.party) to here and back"
                    } ?? "") + ".",
                evidence: [
                    Evidence(
                        packet: stream.firstPacket, at: stream.startedAt,
                        text: "The voice whose echo comes back "
                            + "(\(Figures.decimal(Double(echo.windows) * 0.02, places: 0)) s of it) begins here; it is "
                            + "plainest \(Figures.decimal(Double(echo.plainestWindow) * 0.02, places: 0)) s later."
                    )
                ],
                remedy:
                    "Look at the device of \(sender.other.party): it returns what it plays. Loudspeaker or headset too "
                    + "loud, a hands-free set without echo cancellation, or an analog line adapter.")
        }
    }

    /// The rule of `media.static-noise`, `media.codec-mismatch`.
    static let staticNoise = FindingRule(
        codes: [.staticNoise, .codecMismatch],
        page: RulePage(
            checks:
                "Steady noise between the words (no tone, and no modem behind its answer tone), clicks, samples at the limit, and payloads that follow another law "
                + "than the one agreed.",
            matters: "It is in the audio itself: no network makes it, and none can take it away.",
            clears: "Another headset, cable or line; the same codec on both sides.",
            thresholds: [
                .noiseLevelDecibels, .noiseSpreadDecibels, .noiseRoughness, .clippedShare, .clicks, .clicksPerSecond,
            ])
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.flatMap { index -> [Finding] in
            let stream = context.result.streams[index]
            guard let audio = stream.audio else { return [unnamedEncryption(stream, index)].compactMap { $0 } }
            return [
                mismatch(stream, audio, index, context.result),
                isOfModem(stream, context.result) ? nil : noise(stream, audio, index, thresholds),
                clicks(stream, audio, index, thresholds),
            ].compactMap { $0 }
        }
    }

    private static func first(_ stream: MediaStream, _ text: String) -> [Evidence] {
        [Evidence(packet: stream.firstPacket, at: stream.startedAt, text: text)]
    }

    private static func mismatch(
        _ stream: MediaStream, _ audio: AudioLevels, _ index: Int, _ result: CallAnalysisResult
    ) -> Finding? {
        let codec = stream.payloadTypes.first?.encoding ?? "G.711"
        if audio.isWrongLaw {
            return Finding(
                code: .codecMismatch, severity: .fault, symptom: .staticNoise, confidence: 0.9, call: stream.call,
                stream: index,
                summary: "\(StreamWords.whose(stream)) is noise to whoever hears it: it is said to be \(codec), and is "
                    + "coded by the other law (\(codec == "PCMU" ? "PCMA" : "PCMU")).",
                evidence: first(stream, "Read by the other law, this stream is smooth; by the one stated it is rough."),
                remedy: "Compare the codec settings of the sender and of the gateway before it: one of them labels the "
                    + "other law.")
        }
        let whole = audio.packets + audio.undecodablePackets
        if let found = unnamedEncryption(stream, index) { return found }
        guard audio.undecodablePackets >= 50, audio.undecodablePackets * 2 >= whole, !isOfItsLength(stream) else {
            return nil
        }
        // Where no description says what the number means, nobody has promised anything.
        let isAgreed = stream.call.map { !result.calls[$0].media.isEmpty } ?? false
        return Finding(
            code: .codecMismatch, severity: isAgreed ? .warning : .note, symptom: isAgreed ? .staticNoise : nil,
            confidence: isAgreed ? 0.8 : 0.5, call: stream.call, stream: index,
            summary: (isAgreed
                ? "\(StreamWords.whose(stream)) was agreed to be \(codec), and its packets have lengths that \(codec) does "
                : "\(StreamWords.whose(stream)) bears the number of \(codec), and its packets have lengths that \(codec) does ")
                + "not have: they are encrypted without saying so, or of another codec.",
            evidence: first(stream, "\(audio.undecodablePackets) of \(whole) packets are of such lengths."),
            remedy: "Compare codec and encryption settings of both sides.")
    }

    /// Packets longer than the codec makes them by just the tag of SRTP, where nothing says that they are encrypted.
    private static func unnamedEncryption(_ stream: MediaStream, _ index: Int) -> Finding? {
        guard case .longer(let tag) = stream.payloadLength, !stream.encrypted, stream.counts.received >= 50,
            let codec = stream.payloadTypes.first?.encoding
        else { return nil }
        let isAgreed = stream.call != nil
        return Finding(
            code: .codecMismatch, severity: isAgreed ? .warning : .note, confidence: isAgreed ? 0.8 : 0.6,
            call: stream.call, stream: index,
            summary: "\(StreamWords.whose(stream)) is likely encrypted (SRTP), and no description says so: each packet "
                + "is \(tag) bytes longer than \(codec) makes it, which is the length of an SRTP tag.",
            evidence: first(
                stream, "The first of \(Figures.count(stream.counts.received, "packet", "packets")) of that length."),
            remedy: "Compare the encryption setting of both sides: a listener that expects plain \(codec) hears noise. "
                + "Where a relay or a protocol not seen here agreed on the keys, this is as it should be.")
    }

    /// Whether the timestamps advance by the length of the packets: eight bits a sample, of whatever length.
    private static func isOfItsLength(_ stream: MediaStream) -> Bool {
        guard stream.packetMillisecondsBasis == .timestamps, let length = stream.packetMilliseconds,
            let clock = stream.payloadTypes.first?.clockRate, stream.counts.received > 0
        else { return false }
        let bytes = Double(stream.payloadBytes) / Double(stream.counts.received)
        return abs(bytes - length * Double(clock) / 1_000) < 1
    }

    /// Whether a modem or fax speaks in the call: its answer tone is heard, or T.38 was agreed.
    private static func isOfModem(_ stream: MediaStream, _ result: CallAnalysisResult) -> Bool {
        if stream.audio?.holdsAnswerTone == true { return true }
        guard let call = stream.call else { return false }
        return result.calls[call].streams.contains { result.streams[$0].audio?.holdsAnswerTone == true }
    }

    private static func noise(
        _ stream: MediaStream, _ audio: AudioLevels, _ index: Int, _ thresholds: FindingThresholds
    ) -> Finding? {
        guard !audio.isWrongLaw, audio.seconds >= thresholds.conversationSeconds else { return nil }
        // 0 dBm0 is 6.2 dB below the overload of G.711.
        if let floor = audio.noiseFloor, floor + 6.2 >= thresholds.noiseLevelDecibels,
            let spread = audio.floorSpread, spread <= thresholds.noiseSpreadDecibels,
            let roughness = audio.quietRoughness, roughness >= thresholds.noiseRoughness, !audio.isTone
        {
            return Finding(
                code: .staticNoise, severity: .warning, symptom: .staticNoise, confidence: 0.8, call: stream.call,
                stream: index,
                summary:
                    "\(StreamWords.whose(stream)) carries steady noise of \(Figures.decimal(floor + 6.2, places: 0)) dBm0; "
                    + "lines with -50 are good, from \(Figures.decimal(thresholds.noiseLevelDecibels, places: 0)) on it disturbs.",
                evidence: first(stream, "The quietest tenth of this stream is that loud, and hisses."),
                remedy: "It is made at the sender: try another headset, cable, microphone or line there.")
        }
        let share = audio.seconds > 0 ? Double(audio.clippedSamples) / (audio.seconds * 8_000) : 0
        guard share >= thresholds.clippedShare else { return nil }
        return Finding(
            code: .staticNoise, severity: .warning, symptom: .staticNoise, confidence: 0.7, call: stream.call,
            stream: index,
            summary:
                "\(StreamWords.whose(stream)) is overdriven: \(Figures.decimal(100 * share, places: 1)) % of its samples "
                + "stand at the limit, which crackles.",
            evidence: first(stream, "\(audio.clippedSamples) samples stand at the limit, in runs."),
            remedy: "Lower the microphone gain at the sender, or the level of the line into its gateway.")
    }

    private static func clicks(
        _ stream: MediaStream, _ audio: AudioLevels, _ index: Int, _ thresholds: FindingThresholds
    ) -> Finding? {
        guard !audio.isWrongLaw, audio.seconds >= thresholds.conversationSeconds, audio.clicks >= thresholds.clicks,
            let rate = audio.clicksPerSecond, rate >= thresholds.clicksPerSecond
        else { return nil }
        return Finding(
            code: .staticNoise, severity: .warning, symptom: .staticNoise, confidence: 0.75, call: stream.call,
            stream: index,
            summary:
                "\(StreamWords.whose(stream)) crackles: about \(Figures.decimal(rate, places: 0)) clicks a second.",
            evidence: first(stream, "A few samples at a time stand far above those before and behind them."),
            remedy:
                "The clicks are in the sound that was sent: look at the sender's cable, headset, line card or clock "
                + "source; a gateway whose clock slips clicks regularly.")
    }

    /// The rule of `media.robotic`.
    static let robotic = FindingRule(
        codes: [.robotic],
        explains: [
            CodeExplanation(
                .robotic, title: "Metallic speech",
                meaning: "Speech sounds metallic: the receiver repeats or stretches what it has, because packets are "
                    + "missing or late in clusters.",
                remedy: "Less loss in a row, or more even delivery; then look at the sending device.")
        ],
        page: RulePage(
            checks: "Sound that repeats itself packet for packet, and losses of three packets and more in a row that a "
                + "receiver bridges by repeating what it has.",
            matters: "Repeated pieces sound metallic.",
            clears: "Fewer losses in a row; a sender that does not repeat.",
            thresholds: [.roboticRepeats, .repeatedShare, .mostRepeatedShare, .roboticRunsPerMinute, .roboticRuns],
            example: "burst-loss")
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard stream.media == .audio || stream.media == .unknown,
                stream.counts.expected >= thresholds.judgedPackets
            else { return nil }
            if let audio = stream.audio, audio.repeatedPackets >= thresholds.roboticRepeats,
                // A stream that repeats nearly everything is a test pattern or an announcement, not a bridged gap.
                Double(audio.repeatedPackets) >= thresholds.repeatedShare * Double(max(1, audio.packets)),
                Double(audio.repeatedPackets) <= thresholds.mostRepeatedShare * Double(audio.packets)
            {
                return Finding(
                    code: .robotic, severity: .warning, symptom: .robotic, confidence: 0.8, call: stream.call,
                    stream: index,
                    summary:
                        "\(StreamWords.whose(stream)) sounds metallic: \(audio.repeatedPackets) of \(audio.packets) packets "
                        + "repeat the sound of the one before, as a device does that bridges what it missed.",
                    evidence: first(stream, "The packets themselves carry the repetitions."),
                    remedy:
                        "It is made before this point: look at the sender, or at the gateway that recoded the audio and "
                        + "at the network behind it.")
            }
            let length = stream.packetMilliseconds ?? 20
            let runs = stream.lossRuns.filter { (60...500).contains(Double($0.count) * length) }
            let minutes = max(stream.durationSeconds / 60, 0.1)
            guard runs.count >= thresholds.roboticRuns, Double(runs.count) / minutes >= thresholds.roboticRunsPerMinute,
                let longest = runs.max(by: { $0.count < $1.count })
            else { return nil }
            return Finding(
                code: .robotic, severity: .warning, symptom: .robotic, confidence: 0.65, call: stream.call,
                stream: index,
                summary:
                    "\(StreamWords.whose(stream)) likely sounds metallic: \(runs.count) times 60 ms and more are missing "
                    + "in a row, which receivers bridge by repeating what they have.",
                evidence: [
                    Evidence(
                        packet: longest.revealedBy, at: longest.at,
                        text: "\(longest.count) packets are missing before this one.")
                ],
                remedy:
                    "Look for what loses packets in clusters between the sender (\(stream.source.address)) and this point: "
                    + "Wi-Fi, an overloaded uplink, a shaper.")
        }
    }

    /// The rule of `media.silent-payload`.
    static let silentPayload = FindingRule(
        codes: [.silentPayload],
        explains: [
            CodeExplanation(
                .silentPayload, title: "Audio that is silent",
                meaning: "Packets come in good order, and what they carry is digital silence.",
                remedy: "Look at the sender: muted microphone, wrong audio device, or a gateway without its line.")
        ],
        page: RulePage(
            checks: "Streams that carry digital silence for long, though others speak.",
            matters: "A sender that is muted, or has no microphone, looks well in every packet count.",
            clears: "Sound.",
            thresholds: [.silentSeconds])
    ) { context in
        let thresholds = context.thresholds
        return context.result.streams.indices.compactMap { index in
            let stream = context.result.streams[index]
            guard let audio = stream.audio, audio.firstSoundAt != nil,
                audio.longestDigitalSilenceSeconds >= max(10, thresholds.silentSeconds),
                audio.digitalSilenceShare >= 0.5
            else { return nil }
            return Finding(
                code: .silentPayload, severity: .note, confidence: 0.8, call: stream.call, stream: index,
                summary: "\(StreamWords.whose(stream)) is digital silence for "
                    + "\(Figures.decimal(audio.longestDigitalSilenceSeconds, places: 0)) s at a stretch, and has sound at other "
                    + "times: muted, or switched.",
                evidence: first(stream, "The stream's packets come all the time."),
                remedy: "Nothing, if the party was muted.")
        }
    }
}
