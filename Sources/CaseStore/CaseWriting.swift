import CallVocabulary
import GRDB

/// What changes a case: each call is one transaction.
extension CaseStore {
    /// Copies a capture into the store and opens the case with all that belongs to it; returns its number.
    public func open(_ new: NewCase, captures: [(path: String, name: String)]) throws -> String {
        try open(new, captures: captures, interrupt: nil)
    }

    /// The same, with a hook that may throw after each step, to prove what an interruption leaves behind.
    package func open(
        _ new: NewCase, captures: [(path: String, name: String)], interrupt: ((String) throws -> Void)?
    ) throws -> String {
        var stored: [StoredCapture] = []
        for capture in captures {
            stored.append(
                try vault.take(capture.path, name: capture.name) { step in try interrupt?("\(step)") })
        }
        return try mapped {
            try database.write { database in
                let number = try insert(new, stored, into: database)
                try interrupt?("written")
                return number
            }
        }
    }

    private func insert(_ new: NewCase, _ captures: [StoredCapture], into database: Database) throws -> String {
        let id = try CaseStore.insertRow(new, state: "new", into: database)
        try CaseStore.event(
            id,
            CaseEvent(
                at: new.openedAt, kind: "opened", actor: new.actor,
                text: "Case opened by \(new.channel) from an accepted submission."), in: database)
        for capture in captures { try CaseStore.attach(capture, to: id, at: new.openedAt, by: new.actor, in: database) }
        try CaseStore.attach(new.findings, to: id, at: new.openedAt, in: database)
        if let completes = new.completes, let original = CaseStore.id(completes, prefix: "SUBMISSION-") {
            try database.execute(
                sql: "UPDATE returnedSubmissions SET caseID = ? WHERE (id = ? OR original = ?) AND caseID IS NULL",
                arguments: [id, original, original])
            guard database.changesCount > 0 else {
                throw CaseStoreError(
                    .submissionNotFound, "there is no open returned submission \(completes) in \(folder).")
            }
        }
        try CaseStore.index(id, in: database)
        return CaseStore.number(id)
    }

    /// The row of a case and its samples.
    static func insertRow(_ new: NewCase, state: String, into database: Database) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO cases (openedAt, state, program, serviceIdentifier, severity, region, summary, submission,
                    checkJSON, analysisJSON, reportHTML, channel, channelReference, customer, representativeName,
                    representativeEmail, representativePhone, programVersion, openedSeverity, openedRegion)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                new.openedAt.nanoseconds, state, new.program, new.serviceIdentifier, new.severity, new.region,
                new.summary, blob(new.submission), blob(new.checkJSON), new.analysisJSON.map(blob),
                blob(new.reportHTML), new.channel, new.channelReference, new.customer, new.representative.name,
                new.representative.email, new.representative.phone, new.programVersion, new.severity, new.region,
            ])
        let id = database.lastInsertedRowID
        for (position, sample) in new.samples.enumerated() {
            try database.execute(
                sql:
                    "INSERT INTO samples (caseID, position, calling, called, startedAt, direction, call) VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    id, position, sample.calling, sample.called, sample.startedAt?.nanoseconds, sample.direction,
                    sample.call,
                ])
        }
        return id
    }

    static func attach(
        _ capture: StoredCapture, to id: Int64, at time: CaptureTime, by actor: String, in database: Database
    ) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO captures (sha256, bytes, storedAt) VALUES (?, ?, ?)",
            arguments: [capture.sha256, capture.bytes, time.nanoseconds])
        try database.execute(
            sql: "INSERT OR IGNORE INTO attachments (caseID, sha256, name) VALUES (?, ?, ?)",
            arguments: [id, capture.sha256, capture.name])
        try event(
            id,
            CaseEvent(
                at: time, kind: "capture-attached", actor: actor,
                text: "Capture \(capture.sha256.prefix(12)) attached."), in: database)
    }

    static func attach(_ findings: [NewCase.Finding], to id: Int64, at time: CaptureTime, in database: Database) throws
    {
        let next = try Int.fetchOne(
            database, sql: "SELECT COALESCE(MAX(position) + 1, 0) FROM findings WHERE caseID = ?", arguments: [id])
        for (offset, finding) in findings.enumerated() {
            try database.execute(
                sql:
                    "INSERT INTO findings (caseID, position, code, severity, cause, summary) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    id, (next ?? 0) + offset, finding.code, finding.severity, finding.cause, finding.summary,
                ])
            try event(id, CaseEvent(at: time, kind: "finding-attached", text: finding.code), in: database)
        }
    }

    static func event(_ id: Int64, _ event: CaseEvent, in database: Database) throws {
        try database.execute(
            sql:
                "INSERT INTO events (caseID, at, kind, text, actor, target, waitingForCustomer) VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                id, event.at.nanoseconds, event.kind, event.text, event.actor, event.target, event.waitingForCustomer,
            ])
    }

    /// What a step of the work changes.
    public struct Change: Sendable {
        /// What happened.
        public var events: [CaseEvent]
        /// The new state; `nil` if it stays.
        public var state: String?
        /// The new severity.
        public var severity: String?
        /// The new region.
        public var region: String?
        /// The new owner.
        public var owner: String?

        /// A change by events, and what else it changes.
        public init(
            events: [CaseEvent], state: String? = nil, severity: String? = nil, region: String? = nil,
            owner: String? = nil
        ) {
            self.events = events
            self.state = state
            self.severity = severity
            self.region = region
            self.owner = owner
        }
    }

    /// Changes a case by what `decide` makes of it as it is now; nobody else's change comes between.
    public func change(_ number: String, _ decide: (CaseSummary) throws -> Change) throws {
        try mapped {
            try database.write { database in
                guard let id = CaseStore.id(number), let current = try CaseStore.summary(id, in: database) else {
                    throw notFound(number)
                }
                let change = try decide(current)
                try CaseStore.apply(change, to: id, in: database)
            }
        }
    }

    private static func apply(_ change: Change, to id: Int64, in database: Database) throws {
        for event in change.events { try self.event(id, event, in: database) }
        for (column, value) in [
            ("state", change.state), ("severity", change.severity), ("region", change.region), ("owner", change.owner),
        ] {
            guard let value else { continue }
            try database.execute(sql: "UPDATE cases SET \(column) = ? WHERE id = ?", arguments: [value, id])
        }
        if let state = change.state {
            let closedAt = state == "closed" ? change.events.last?.at.nanoseconds : nil
            try database.execute(sql: "UPDATE cases SET closedAt = ? WHERE id = ?", arguments: [closedAt, id])
        }
        try index(id, in: database)
    }

    /// Attaches captures to a case, with what was found in them.
    public func attach(
        _ captures: [(path: String, name: String)], findings: [NewCase.Finding], analysisJSON: [UInt8]?,
        reportHTML: [UInt8], to number: String, at time: CaptureTime, by actor: String
    ) throws {
        let stored = try captures.map { try vault.take($0.path, name: $0.name) }
        try mapped {
            try database.write { database in
                guard let id = CaseStore.id(number), try CaseStore.summary(id, in: database) != nil else {
                    throw notFound(number)
                }
                for capture in stored { try CaseStore.attach(capture, to: id, at: time, by: actor, in: database) }
                try CaseStore.attach(findings, to: id, at: time, in: database)
                if let analysisJSON {
                    try database.execute(
                        sql: "UPDATE cases SET analysisJSON = ?, reportHTML = ? WHERE id = ?",
                        arguments: [blob(analysisJSON), blob(reportHTML), id])
                }
                try CaseStore.index(id, in: database)
            }
        }
    }

    // MARK: Returned submissions

    /// Keeps a submission that was returned, so that nothing accepted by the door is lost; returns its number, which is
    /// the one it completes if it completes one.
    public func keepReturned(
        _ submission: [UInt8], checkJSON: [UInt8], receivedAt: CaptureTime, completing: String? = nil
    ) throws -> String {
        let original = completing.flatMap { CaseStore.id($0, prefix: "SUBMISSION-") }
        return try mapped {
            try database.write { database in
                try database.execute(
                    sql:
                        "INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON, original) VALUES (?, ?, ?, ?)",
                    arguments: [receivedAt.nanoseconds, blob(submission), blob(checkJSON), original])
                let id = original ?? database.lastInsertedRowID
                return "SUBMISSION-" + CivilDateTime.padded(Int(id), to: 6)
            }
        }
    }
}
