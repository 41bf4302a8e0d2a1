import CallVocabulary
import Cases

/// What an analysis brings to a case.
extension PostgresCases {
    /// Stores an analysis in the place of the one a case has, if the case is still at `revision`.
    public func attach(
        _ analysis: CaseAnalysis, to number: String, expecting revision: CaseRevision, clock: any Clock,
        by actor: String
    ) throws {
        defer {
            // What the analysis before had is deleted; where that does not work out now, it is by whoever comes next.
            try? settleIfNeeded()
        }
        try write { connection in
            let id = try lockedID(number, in: connection)
            let current = try requiredSummary(id, in: connection)
            guard current.revision == revision else {
                throw CaseStoreError(
                    .caseChanged, "\(current.number) was changed meanwhile.", caseNumber: current.number)
            }
            let now = clock.now(notBefore: current.events.last?.at)
            try attach(analysis, to: id, at: now, by: actor, isToldInHistory: true, in: connection)
            try PostgresCases.advance(id, in: connection)
            try PostgresCases.index(id, in: connection)
        }
    }

    /// Puts an analysis in the place of the one a case has.
    func attach(
        _ analysis: CaseAnalysis, to id: Int64, at time: CaptureTime, by actor: String, isToldInHistory: Bool,
        in connection: PostgresConnection
    ) throws {
        // In the order of their hashes, so that two cases with the same captures do not wait for each other.
        try lock(analysis, in: connection)
        for capture in analysis.captures {
            try attach(capture, to: id, at: time, by: isToldInHistory ? actor : nil, in: connection)
        }
        for (kind, held) in [("analysis", analysis.analysis), ("report", analysis.report)] {
            if let held { try store(held, as: kind, of: id, in: connection) }
        }
        if let completion = analysis.completion {
            // What was handed in before stays, and is erased with the case.
            try connection.run(
                """
                INSERT INTO returnedSubmissions (receivedAt, submission, checkJSON, caseID, state)
                    SELECT COALESCE(receivedAt, ?), submission, checkJSON, caseID, 'superseded' FROM contents
                    WHERE caseID = ?
                """, [.integer(time.nanoseconds), .integer(id)])
            try connection.run(
                "UPDATE contents SET submission = ?, submissionFormat = 'json', receivedAt = ? WHERE caseID = ?",
                [.bytes(completion.submission), .integer(completion.receivedAt.nanoseconds), .integer(id)])
            try PostgresCases.add(
                [CaseEvent(at: time, kind: .sampleAdded, actor: actor, text: completion.text)], to: id,
                in: connection)
        }
        try connection.run(
            "UPDATE contents SET checkJSON = ?, patternsJSON = ? WHERE caseID = ?",
            [.bytes(analysis.checkJSON), .bytes(analysis.patternsJSON), .integer(id)])
        try connection.run("DELETE FROM samples WHERE caseID = ?", [.integer(id)])
        for (position, sample) in analysis.samples.enumerated() {
            try connection.run(
                """
                INSERT INTO samples (caseID, position, calling, called, startedAt, direction, call)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(id), .integer(position), .text(sample.calling?.kept), .text(sample.called?.kept),
                    .integer(sample.startedAt?.nanoseconds), .text(sample.direction?.kept), .text(sample.call?.kept),
                ])
        }
        try replaceFindings(of: id, by: analysis.findings, at: isToldInHistory ? time : nil, in: connection)
    }

    /// Locks what an analysis names in the vaults: whoever deletes the same bytes does so before or after this transaction.
    private func lock(_ analysis: CaseAnalysis, in connection: PostgresConnection) throws {
        var hashes = analysis.captures.map(\.held.sha256)
        hashes += [analysis.analysis, analysis.report].compactMap { $0?.sha256 }
        try PostgresCases.lock(hashes, in: connection)
    }

    private func attach(
        _ capture: HeldCapture, to id: Int64, at time: CaptureTime, by actor: String?,
        in connection: PostgresConnection
    ) throws {
        let sha256 = capture.held.sha256
        try captureVault.keep(capture.held)
        try connection.run("DELETE FROM condemned WHERE vault = 'captures' AND sha256 = ?", [.text(sha256)])
        try connection.run(
            "INSERT INTO captures (sha256, bytes, storedAt) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [.text(sha256), .integer(capture.held.bytes), .integer(time.nanoseconds)])
        let isNew =
            try connection.run(
                """
                INSERT INTO attachments (caseID, position, sha256, name)
                SELECT ?, COALESCE(MAX(position), 0) + 1, ?, ? FROM attachments WHERE caseID = ? ON CONFLICT DO NOTHING
                """, [.integer(id), .text(sha256), .text(capture.name.kept), .integer(id)]
            ).affected > 0
        guard let actor, isNew else { return }
        try PostgresCases.add(
            [
                CaseEvent(
                    at: time, kind: .captureAttached, actor: actor, text: "Capture \(sha256.prefix(12)) attached.")
            ], to: id, in: connection)
    }

    /// Names a document in the place of the one of its kind, which goes if nobody else names it.
    private func store(_ held: HeldBytes, as kind: String, of id: Int64, in connection: PostgresConnection) throws {
        let before: String? = try connection.run(
            "SELECT sha256 FROM caseDocuments WHERE caseID = ? AND kind = ?", [.integer(id), .text(kind)]
        ).first?["sha256"]
        try documentVault.keep(held)
        try connection.run("DELETE FROM condemned WHERE vault = 'documents' AND sha256 = ?", [.text(held.sha256)])
        try connection.run(
            "INSERT INTO documents (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [.text(held.sha256), .integer(held.bytes)])
        try connection.run(
            """
            INSERT INTO caseDocuments (caseID, kind, sha256) VALUES (?, ?, ?)
            ON CONFLICT (caseID, kind) DO UPDATE SET sha256 = excluded.sha256
            """, [.integer(id), .text(kind), .text(held.sha256)])
        if let before, before != held.sha256 { try PostgresCases.condemnDocument(before, in: connection) }
    }

    /// Findings as they are now; what was not there before is told in the history.
    private func replaceFindings(
        of id: Int64, by findings: [CaseFinding], at time: CaptureTime?, in connection: PostgresConnection
    ) throws {
        let known = Set(
            try connection.run("SELECT code, summary FROM findings WHERE caseID = ?", [.integer(id)])
                .map { "\($0["code"] as String) \($0["summary"] as String)" })
        try connection.run("DELETE FROM findings WHERE caseID = ?", [.integer(id)])
        var fresh: [CaseFinding] = []
        for (position, finding) in findings.prefix(CaseLimits.findings).enumerated() {
            try connection.run(
                """
                INSERT INTO findings (caseID, position, code, severity, cause, summary) VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(id), .integer(position), .text(finding.code.kept), .text(finding.severity.kept),
                    .text(finding.cause?.kept), .text(finding.summary.kept),
                ])
            if !known.contains("\(finding.code) \(finding.summary)") { fresh.append(finding) }
        }
        let main = findings.enumerated().min { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
        try connection.run(
            "UPDATE cases SET mainFinding = ?, findingCount = ? WHERE id = ?",
            [.text(main?.element.code.kept), .integer(findings.count), .integer(id)])
        guard let time else { return }
        var events = fresh.prefix(CaseLimits.findingEvents).map {
            CaseEvent(at: time, kind: .findingAttached, text: $0.code)
        }
        let others = fresh.count + max(0, findings.count - CaseLimits.findings) - CaseLimits.findingEvents
        if others > 0 { events.append(CaseEvent(at: time, kind: .findingAttached, text: "\(others) further findings")) }
        try PostgresCases.add(events, to: id, in: connection)
    }
}
