import CallVocabulary

/// Reports in a row that say the same of what arrives: that more has come since the report before, or that nothing has.
public struct ReceptionStretch: Sendable, Equatable {
    /// True if packets had come since the report before.
    public var hasProgress: Bool
    /// Whether a report block said so; without one, reports left out what they had heard nothing of (RFC 3550 §6.4).
    public var isStated: Bool
    /// The first of the reports.
    public var first: PacketReference
    /// When it was captured.
    public var firstAt: CaptureTime
    /// The last of them.
    public var last: PacketReference
    /// When it was captured.
    public var lastAt: CaptureTime
    /// How many there are.
    public var reports = 1

    /// A stretch of one report.
    public init(hasProgress: Bool, isStated: Bool, packet: PacketReference, at time: CaptureTime) {
        self.hasProgress = hasProgress
        self.isStated = isStated
        first = packet
        firstAt = time
        last = packet
        lastAt = time
    }
}

extension [ReceptionStretch] {
    /// Takes the next report.
    mutating func note(hasProgress: Bool, isStated: Bool, packet: PacketReference, at time: CaptureTime) {
        if let last = self.last,
            (last.hasProgress == hasProgress && (hasProgress || last.isStated == isStated))
                || count >= AnalysisLimits.receptionStretches
        {
            self[count - 1].last = packet
            self[count - 1].lastAt = time
            self[count - 1].reports += 1
        } else {
            append(ReceptionStretch(hasProgress: hasProgress, isStated: isStated, packet: packet, at: time))
        }
    }

    /// These and others in order of time.
    func merged(with others: [ReceptionStretch]) -> [ReceptionStretch] {
        Array((self + others).sorted { $0.firstAt < $1.firstAt }.prefix(AnalysisLimits.receptionStretches))
    }
}
