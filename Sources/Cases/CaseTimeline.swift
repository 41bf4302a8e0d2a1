import CallVocabulary

/// A link of a case to another.
public struct CaseLink: Hashable, Sendable {
    /// What kind of link.
    public enum Kind: String, Sendable {
        /// They belong together.
        case related
        /// The other one may be about the same calls.
        case possibleDuplicate = "possible-duplicate"
        /// This case went into the other one.
        case mergedInto = "merged-into"
        /// The other one went into this case.
        case mergedFrom = "merged-from"
    }
    /// The other case.
    public var number: String
    /// What kind of link.
    public var kind: Kind

    /// A link of its parts.
    public init(number: String, kind: Kind) {
        self.number = number
        self.kind = kind
    }

    /// As the target of an event keeps it.
    public var target: String { "\(kind.rawValue) \(number)" }

    /// A link read from the target of an event.
    public init?(target: String?) {
        let words = target?.split(separator: " ") ?? []
        guard words.count == 2, let kind = Kind(rawValue: String(words[0])) else { return nil }
        self.init(number: String(words[1]), kind: kind)
    }
}

extension CaseEvent {
    /// An entry that gives those at `old` another time.
    public static func correcting(
        _ old: CaptureTime, to new: CaptureTime, at now: CaptureTime, by actor: String, text: String
    ) -> CaseEvent {
        CaseEvent(at: now, kind: .timeCorrected, actor: actor, text: text, target: "\(old) \(new)")
    }

    /// The old and the new time, where this corrects one.
    var correction: (old: CaptureTime, new: CaptureTime)? {
        guard kind == .timeCorrected else { return nil }
        let words = target?.split(separator: " ") ?? []
        guard words.count == 2, let old = CaptureTime(rfc3339: String(words[0])),
            let new = CaptureTime(rfc3339: String(words[1]))
        else { return nil }
        return (old, new)
    }
}

extension CaseSummary {
    /// What happened with the times that were corrected, in their order; what clocks are read from.
    public var timeline: [CaseEvent] {
        let corrections = events.compactMap(\.correction)
        guard !corrections.isEmpty else { return events }
        var corrected = events
        for (old, new) in corrections {
            for index in corrected.indices where corrected[index].at == old && corrected[index].kind != .timeCorrected {
                corrected[index].at = new
            }
        }
        return corrected.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    /// The time of an entry after its corrections.
    public func time(of event: CaseEvent) -> CaptureTime {
        guard event.kind != .timeCorrected else { return event.at }
        return events.reduce(event.at) { at, next in
            next.correction.flatMap { $0.old == at ? $0.new : nil } ?? at
        }
    }

    /// The last entry that a new one may not come before: those ahead of the clock hold nobody up.
    public func lastEntry(by clock: any Clock) -> CaptureTime? {
        timeline.map(\.at).filter { !clock.isAhead($0) }.max()
    }

    /// The cases it is linked to, each kind once, in the order they came; a suspicion goes where a decision came.
    public var links: [CaseLink] {
        var links: [CaseLink] = []
        for event in events {
            guard [.linked, .merged, .duplicateFound].contains(event.kind), let link = CaseLink(target: event.target),
                !links.contains(link)
            else { continue }
            links.removeAll { $0.number == link.number && $0.kind == .possibleDuplicate }
            links.append(link)
        }
        return links
    }
}
