import CallVocabulary

/// Something that happened to a case; never changed afterwards.
public struct CaseEvent: Equatable, Sendable {
    /// What can happen to a case.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The text of the kind.
        public let rawValue: String

        /// A kind from its text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// It was opened.
        public static let opened = Kind(rawValue: "opened")
        /// It was given to somebody.
        public static let assigned = Kind(rawValue: "assigned")
        /// The first message to the customer.
        public static let response = Kind(rawValue: "response")
        /// A further message to the customer.
        public static let update = Kind(rawValue: "update")
        /// A message of the customer.
        public static let customerMessage = Kind(rawValue: "customer-message")
        /// A word inside the team.
        public static let note = Kind(rawValue: "note")
        /// It waits for the customer from then on.
        public static let waiting = Kind(rawValue: "waiting")
        /// Its severity became another.
        public static let severityChanged = Kind(rawValue: "severity-changed")
        /// It went to another region.
        public static let regionChanged = Kind(rawValue: "region-changed")
        /// A capture was added.
        public static let captureAttached = Kind(rawValue: "capture-attached")
        /// A capture was deleted, with proof.
        public static let captureDeleted = Kind(rawValue: "capture-deleted")
        /// Call samples were added or completed.
        public static let sampleAdded = Kind(rawValue: "sample-added")
        /// Something was found in its captures.
        public static let findingAttached = Kind(rawValue: "finding-attached")
        /// It was escalated.
        public static let escalated = Kind(rawValue: "escalated")
        /// The fault is gone.
        public static let resolved = Kind(rawValue: "resolved")
        /// The fault is back.
        public static let reopened = Kind(rawValue: "reopened")
        /// It is over.
        public static let closed = Kind(rawValue: "closed")
        /// What was written down of it was wrong, and is another now: service, contact, customer, complaint.
        public static let corrected = Kind(rawValue: "corrected")
        /// An entry has another time: ``CaseEvent/target`` holds the old and the new one.
        public static let timeCorrected = Kind(rawValue: "time-corrected")
        /// It belongs together with another case.
        public static let linked = Kind(rawValue: "linked")
        /// Another case went into it, or it went into another.
        public static let merged = Kind(rawValue: "merged")
        /// Another case may be about the same calls.
        public static let duplicateFound = Kind(rawValue: "duplicate-found")
        /// Somebody listened to a call of its captures.
        public static let listened = Kind(rawValue: "listened")
        /// It was handed out as an archive.
        public static let exported = Kind(rawValue: "exported")
        /// It came as an archive of another store.
        public static let imported = Kind(rawValue: "imported")
        /// Its content was erased, with proof.
        public static let erased = Kind(rawValue: "erased")

        /// Every kind.
        public static let all: [Kind] = [
            .opened, .assigned, .response, .update, .customerMessage, .note, .waiting, .severityChanged,
            .regionChanged, .captureAttached, .captureDeleted, .sampleAdded, .findingAttached, .escalated, .resolved,
            .reopened,
            .closed, .corrected, .timeCorrected, .linked, .merged, .duplicateFound, .listened, .exported, .imported,
            .erased,
        ]
        /// The kinds that a list of cases needs: those that move a clock, and escalations.
        public static let listed: [Kind] = [
            .response, .update, .customerMessage, .waiting, .severityChanged, .regionChanged, .resolved, .closed,
            .reopened, .escalated, .timeCorrected,
        ]
    }

    /// When.
    public var at: CaptureTime
    /// What.
    public var kind: Kind
    /// Who did it; empty if it was the program itself.
    public var actor: String
    /// In words.
    public var text: String
    /// The new severity, region, owner or rung, where the event has one.
    public var target: String?
    /// Whether the case waits for the customer from then on.
    public var waitingForCustomer: Bool

    /// An event of its parts.
    public init(
        at: CaptureTime, kind: Kind, actor: String = "", text: String, target: String? = nil,
        waitingForCustomer: Bool = false
    ) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.text = text
        self.target = target
        self.waitingForCustomer = waitingForCustomer
    }
}
