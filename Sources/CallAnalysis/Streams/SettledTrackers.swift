import CallVocabulary
import QualityMeasures

/// What the passes over the result still ask of a tracker once its stream is reported; the tracker itself is 2 kB, and most
/// of what a run with very many streams holds.
struct SettledTracker {
    /// The place of its stream in the table, by which repairs name it.
    let place: Int
    /// The first packet.
    let first: RTPObservation
    /// Whether it took the place of a stream of an earlier call.
    let isSuccessor: Bool
    /// What most of its packets carry; `nil` without any.
    let mainKind: PayloadProfile.Kind?
    /// Whether packets came that carry others once more.
    let hasRedundancy: Bool
    /// Whether it had one run of numbers from beginning to end.
    let isWhole: Bool
    /// The highest number at the end.
    let highest: Int?
    /// The IP identification of the packet that had each of the last 16 sequence numbers.
    let identifications: InlineArray<16, UInt16>
    /// Its parts, where a silence separates some.
    let parts: [EpochHistory.Part]

    init(_ tracker: RTPStreamTracker, place: Int) {
        self.place = place
        first = tracker.first
        isSuccessor = tracker.isSuccessor
        mainKind = tracker.profiles.max { $0.packets < $1.packets }?.kind
        hasRedundancy = tracker.profiles.contains { $0.kind == .redundant && $0.packets > 0 }
        isWhole = tracker.history.ledgers.count == 1
        highest = tracker.history.ledgers.last?.highest
        identifications = tracker.identifications
        parts = tracker.history.closed.contains { $0.reason == .hold } ? tracker.history.closed : []
    }
}
