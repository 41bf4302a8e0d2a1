import JSONText
import PathComparison

/// The sentences of a comparison, the same in every form of the report.
enum ComparisonWords {
    /// What follows for the path.
    static func summary(_ result: PathComparisonResult) -> String {
        if let same = result.sameTraffic { return sameTraffic(same) }
        if let obstacle = result.verdict.obstacle { return text(obstacle, result) }
        guard let worst = result.verdict.faults.first else {
            let streams = result.streams.filter { $0.verdict.segment == .none }
            let stray = result.streams.reduce(0) { $0 + $1.vanished.count }
            let sent = result.streams.reduce(0) { $0 + $1.sent }
            let found = "\(streams.count) \(streams.count == 1 ? "stream" : "streams") at both points"
            if stray == 0 { return "No fault seen: \(found), and no packet vanished between them." }
            return
                "No fault seen: \(found); \(stray) of \(grouped(sent)) packets vanished between them, too few to hear."
        }
        let others = result.verdict.faults.dropFirst().map { clause($0) }
        return sentence(worst, in: result) + (others.isEmpty ? "" : " Also: " + others.joined(separator: "; ") + ".")
    }

    /// What follows for one stream.
    static func summary(_ stream: StreamComparison) -> String {
        switch stream.verdict.obstacle {
        case .onePointOnly:
            return "Seen at \(stream.near == nil ? "FAR" : "NEAR") only, and nothing shows that it should have come by "
                + "\(stream.near == nil ? "NEAR" : "FAR")."
        case .tooFewPackets: return "Too few packets passed while both points were capturing."
        case .nothingInCommon, .sameTraffic, .noStreams, nil: break
        }
        guard !stream.verdict.faults.isEmpty else {
            return stream.vanished.count == 0
                ? "All \(grouped(stream.sent)) packets arrived."
                : "\(stream.vanished.count) of \(grouped(stream.sent)) packets vanished between the points, too few to hear."
        }
        let text = stream.verdict.faults.map { clause($0) }.joined(separator: "; ")
        return text.prefix(1).uppercased() + text.dropFirst() + "."
    }

    /// A segment as a place.
    static func place(_ segment: PathSegment) -> String {
        switch segment {
        case .beforeNear: return "on NEAR’s side, outside the two points"
        case .between: return "between NEAR and FAR"
        case .beyondFar: return "on FAR’s side, outside the two points"
        case .none: return "nowhere"
        case .undetermined: return "outside the two points"
        }
    }

    /// Which way a stream passes the points.
    static func way(_ direction: PathDirection) -> String {
        switch direction {
        case .nearToFar: return "NEAR → FAR"
        case .farToNear: return "FAR → NEAR"
        case .unknown: return "way unknown"
        }
    }

    private static func sentence(_ fault: PathVerdict.Fault, in result: PathComparisonResult) -> String {
        let ways = Set(
            result.streams.filter {
                $0.verdict.faults.contains { $0.segment == fault.segment && $0.kind == fault.kind }
            }
            .map(\.direction))
        let heading: String
        switch (ways.count, ways.first) {
        case (1, .nearToFar): heading = ", on the way from NEAR to FAR"
        case (1, .farToNear): heading = ", on the way from FAR to NEAR"
        case (2, _) where !ways.contains(.unknown): heading = ", in both directions"
        default: heading = ""
        }
        switch fault.kind {
        case .loss where fault.lost == fault.of:
            return
                "The audio is lost \(place(fault.segment))\(heading): none of \(grouped(fault.of)) packets came through."
        case .loss:
            return "Packets are lost \(place(fault.segment))\(heading): \(figures(fault))."
        case .delayVariation:
            return "Packets are held up unevenly \(place(fault.segment))\(heading): \(figures(fault))."
        }
    }

    private static func clause(_ fault: PathVerdict.Fault) -> String {
        let what = fault.kind == .loss ? "packets lost" : "uneven delay"
        return "\(what) \(place(fault.segment)), \(figures(fault))"
    }

    private static func figures(_ fault: PathVerdict.Fault) -> String {
        switch fault.kind {
        case .loss:
            return "\(grouped(fault.lost)) of \(grouped(fault.of)) (\(DecimalText.fixed(fault.percent, places: 1)) %)"
        case .delayVariation where fault.segment == .between:
            return "one in twenty took at least \(DecimalText.fixed(fault.milliseconds, places: 0)) ms longer than the "
                + "fastest"
        case .delayVariation:
            return "jitter of \(DecimalText.fixed(fault.milliseconds, places: 0)) ms already when they came"
        }
    }

    private static func sameTraffic(_ same: SameTraffic) -> String {
        let packets = "\(grouped(same.packets)) audio \(same.packets == 1 ? "packet" : "packets")"
        guard same.shiftSeconds != 0 else {
            return
                "Both captures hold the same \(packets) at the same times: this is one recording given twice, not two "
                + "points of a path. There is nothing to compare."
        }
        let shift = DecimalText.shortest(abs(same.shiftSeconds), places: 6)
        return "Both captures hold the same \(packets), in FAR exactly \(shift) s "
            + "\(same.shiftSeconds > 0 ? "later" : "earlier"): this is one recording whose times were shifted, not two "
            + "points of a path. There is nothing to compare."
    }

    private static func text(_ obstacle: PathVerdict.Obstacle, _ result: PathComparisonResult) -> String {
        switch obstacle {
        case .noStreams:
            let empty = result.near.streams == 0 ? (result.far.streams == 0 ? "either capture" : "NEAR") : "FAR"
            return "No audio was found in \(empty), so there is nothing to compare."
        case .nothingInCommon:
            return "The captures have no audio packet in common: they show different calls or different times, or the "
                + "audio was coded or encrypted anew in between."
        case .tooFewPackets, .onePointOnly:
            return "Too few packets passed while both points were capturing to say where they went."
        case .sameTraffic: return "Both captures are one recording."
        }
    }

    static func grouped(_ value: Int) -> String { DecimalText.grouped(value) }
}
