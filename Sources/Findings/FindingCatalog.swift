import CallAnalysis

/// What the rules found, and what of it was refused.
public struct JudgedFindings: Sendable {
    /// The findings, most severe first.
    public var findings: [Finding]
    /// What the result contradicts.
    public var refused: [RefusedFinding]
}

/// All rules, and the one way to run them.
public enum FindingCatalog {
    /// The rules in the order they are run.
    public static let rules: [FindingRule] = [
        .missingAudio, .breakUp, .packetLoss, .lossBeyond, .farEnd, .robotic, .echo, .staticNoise, .jitter, .delay,
        .senderClock, .payloadPace, .delayStep,
        .faxLoss, .securedNumbers, .lateMedia, .silentPayload, .requirements,
        .callFailed, .noCommonCodec, .agreedPayloads, .noAcknowledgement,
        .sessionTimerTeardown, .callDropped, .releaseNotAnswered, .releaseRefused, .registrationFailed,
        .digitsNotTaken, .descriptionCut,
        .crosstalk, .captureContent, .captureClockJump, .captureBatchedTimes,
        .captureDrops, .captureOneDirectionOnly, .captureDuplicates,
        .captureTruncatedPackets, .captureNoSignaling, .captureStartsMidCall, .captureEndsEarly,
    ]

    /// Runs every rule over `result`; findings come most severe first, then by call and stream, with their ids.
    ///
    /// `rules` are those of this catalogue, unless you add your own or leave some out.
    public static func findings(
        in result: CallAnalysisResult, thresholds: FindingThresholds = FindingThresholds(),
        rules: [FindingRule] = FindingCatalog.rules
    ) -> [Finding] {
        judged(result, thresholds: thresholds, rules: rules).findings
    }

    /// Runs every rule over `result`; what the result itself contradicts is refused, and told apart.
    public static func judged(
        _ result: CallAnalysisResult, thresholds: FindingThresholds = FindingThresholds(),
        rules: [FindingRule] = FindingCatalog.rules
    ) -> JudgedFindings {
        let context = FindingContext(result: result, thresholds: thresholds)
        let gate = FindingGate(context: context)
        var refused: [RefusedFinding] = []
        var found = rules.flatMap { $0.evaluate(context) }.filter { finding in
            guard let because = gate.objection(to: finding) else { return true }
            refused.append(RefusedFinding(finding: finding, because: because))
            return false
        }
        // A stable order: severity, call, stream, then the order of the rules.
        let order = found.indices.sorted { left, right in
            let one = found[left]
            let other = found[right]
            return (rank(one.severity), one.call ?? .max, one.stream ?? .max, left)
                < (rank(other.severity), other.call ?? .max, other.stream ?? .max, right)
        }
        found = order.map { found[$0] }
        for index in found.indices { found[index].id = "finding-\(index + 1)" }
        FindingConsequences.name(in: &found)
        return JudgedFindings(findings: found, refused: refused)
    }

    private static func rank(_ severity: FindingSeverity) -> Int {
        switch severity {
        case .fault: return 0
        case .warning: return 1
        case .note: return 2
        }
    }
}
