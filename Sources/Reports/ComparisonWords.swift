import JSONText
import PathComparison

/// The sentences of a comparison, the same in every form of the report.
enum ComparisonWords {
    /// What follows for the path.
    static func summary(_ result: PathComparisonResult) -> String {
        if let same = result.sameTraffic { return sameTraffic(same) }
        if let obstacle = result.verdict.obstacle { return text(obstacle, result) }
        guard let worst = result.verdict.faults.first else { return clean(result) + anew(result) }
        let others = result.verdict.faults.dropFirst().map { clause($0) }
        let also = others.isEmpty ? "" : " Also: " + others.joined(separator: "; ") + "."
        return sentence(worst, in: result) + also + anew(result)
    }

    private static func clean(_ result: PathComparisonResult) -> String {
        let streams = result.streams.count { $0.verdict.segment == .none }
        let stray = result.streams.reduce(0) { $0 + $1.vanished.count }
        let sent = result.streams.reduce(0) { $0 + $1.sent }
        let found = "\(streams) \(streams == 1 ? "stream" : "streams") at both points"
        if stray == 0 { return "No fault seen: \(found), and no packet vanished between them." }
        return "No fault seen: \(found); \(grouped(stray)) of \(grouped(sent)) packets vanished between them, too few "
            + "to hear."
    }

    /// What is said of streams that a device between the points made anew.
    private static func anew(_ result: PathComparisonResult) -> String {
        let count = result.streams.count { $0.match == .madeAnew && $0.near != nil }
        guard count > 0 else { return "" }
        return " \(count) more \(count == 1 ? "stream is" : "streams are") made anew between the points and cannot be "
            + "compared."
    }

    /// What follows for one stream.
    static func summary(_ stream: StreamComparison) -> String {
        switch stream.verdict.obstacle {
        case .onePointOnly:
            return "Seen at \(stream.near == nil ? "FAR" : "NEAR") only, and nothing shows that it should have come by "
                + "\(stream.near == nil ? "NEAR" : "FAR")."
        case .madeAnew:
            let other = stream.counterpart.map { $0.replacing("path-", with: "p") } ?? "other packets"
            return "\(stream.near == nil ? "NEAR" : "FAR") saw this side of the call as \(other), in other packets: a "
                + "device in between makes the audio anew. Nothing is said to be lost."
        case .tooFewPackets: return "Too few packets passed while both points were capturing."
        case .nothingInCommon, .sameTraffic, .noStreams, nil: break
        }
        guard !stream.verdict.faults.isEmpty else {
            return stream.vanished.count == 0
                ? "All \(grouped(stream.sent)) packets arrived."
                : "\(grouped(stream.vanished.count)) of \(grouped(stream.sent)) packets vanished between the points, too "
                    + "few to hear."
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
        let directions = Set(
            result.streams.filter {
                $0.verdict.faults.contains { $0.segment == fault.segment && $0.kind == fault.kind }
            }
            .map(\.direction))
        let direction = directions.count == 1 ? directions.first : nil
        let packets: String
        switch direction {
        case .nearToFar: packets = "packets from NEAR to FAR"
        case .farToNear: packets = "packets from FAR to NEAR"
        case .unknown, nil: packets = "packets"
        }
        let isBetweenClean = !result.verdict.faults.contains { $0.segment == .between }
        let acquittal = isBetweenClean ? " What lies between the points is not to blame." : ""
        let share = "\(grouped(fault.lost)) of \(grouped(fault.of)) \(packets)"
        let percent = "\(DecimalText.fixed(fault.percent, places: 1)) %"
        switch (fault.kind, fault.segment) {
        case (.loss, .between) where fault.lost == fault.of:
            return
                "None of the \(grouped(fault.of)) \(packets) came through: they vanish between the two capture points."
        case (.loss, .between):
            return "\(share) vanished between the two capture points: \(percent). The trouble lies between them."
        case (.delayVariation, .between):
            return
                "The \(packets) are held up unevenly between the two capture points: \(figures(fault)). The trouble lies "
                + "between them."
        case (.loss, .beforeNear) where direction == .nearToFar, (.loss, .beyondFar) where direction == .farToNear:
            let first = fault.segment == .beforeNear ? "NEAR" : "FAR"
            return "Both points see the same loss: \(share) are missing at both (\(percent)). It happened before "
                + "\(first)." + acquittal
        case (.loss, .beforeNear) where direction == .farToNear, (.loss, .beyondFar) where direction == .nearToFar:
            let second = fault.segment == .beforeNear ? "NEAR" : "FAR"
            return
                "\(share) were lost beyond \(second) (\(percent)): they passed both points, and the receiver reports "
                + "them missing." + acquittal
        case (.loss, _):
            return "\(share) were lost \(place(fault.segment)) (\(percent))." + acquittal
        case (.delayVariation, _):
            return
                "The \(packets) come unevenly already, held up \(place(fault.segment)): \(figures(fault)).\(acquittal)"
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
            return "mean jitter of \(DecimalText.fixed(fault.milliseconds, places: 0)) ms"
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
                + "audio was coded or encrypted anew in between. Nothing is said to be lost."
        case .madeAnew:
            return
                "Both captures show the same call, but no audio packet was found at both points: a device in between "
                + "makes the audio anew (it transcodes, encrypts or mixes). Nothing is said to be lost; `earshot analyze` "
                + "tells for each capture what it misses."
        case .tooFewPackets, .onePointOnly:
            return "Too few packets passed while both points were capturing to say where they went."
        case .sameTraffic: return "Both captures are one recording."
        }
    }

    static func grouped(_ value: Int) -> String { DecimalText.grouped(value) }
}
