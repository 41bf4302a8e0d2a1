import Cases
import GRDB

/// What a search finds a case by.
extension SQLiteCases {
    /// Writes the text of a case into the index, in the place of what was there.
    static func index(_ id: Int64, in database: Database) throws {
        let content = try searchedText(id, in: database)
        try database.execute(sql: "DELETE FROM caseSearch WHERE rowid = ?", arguments: [id])
        try database.execute(
            sql: "INSERT INTO caseSearch (rowid, number, content) VALUES (?, ?, ?)",
            arguments: [id, number(id), content])
    }

    /// Names, numbers, findings, and the words of the history.
    static func searchedText(_ id: Int64, in database: Database) throws -> String {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM cases WHERE id = ?", arguments: [id]) else {
            return ""
        }
        var parts: [String?] = [
            row["serviceIdentifier"], row["summary"], row["customer"], row["representativeName"],
            row["representativeEmail"], row["channelReference"], row["owner"],
        ]
        for sql in [
            "SELECT COALESCE(calling, '') || ' ' || COALESCE(called, '') FROM samples WHERE caseID = ?",
            "SELECT name FROM attachments WHERE caseID = ?",
            "SELECT text FROM events WHERE caseID = ? AND kind NOT IN ('finding-attached', 'opened')",
            """
            SELECT code || ' ' || summary || ' ' || COALESCE(cause, '') FROM findings WHERE caseID = ?
            ORDER BY position
            """,
        ] {
            parts += try String.fetchAll(database, sql: sql, arguments: [id])
        }
        let text = parts.compactMap { $0 }.joined(separator: " ")
        // Numbers by their ends, whatever their spelling; each field apart from its neighbours.
        var fields: [String?] = [row["serviceIdentifier"], row["summary"], row["representativePhone"]]
        for sql in [
            "SELECT calling FROM samples WHERE caseID = ?", "SELECT called FROM samples WHERE caseID = ?",
            "SELECT text FROM events WHERE caseID = ? AND kind NOT IN ('finding-attached', 'opened')",
        ] {
            fields += try String?.fetchAll(database, sql: sql, arguments: [id])
        }
        var numbers: [String] = []
        var known: Set<String> = []
        for token in fields.compactMap({ $0 }).flatMap(SearchedNumber.tokens) where known.insert(token).inserted {
            numbers.append(token)
        }
        return (numbers.isEmpty ? "" : numbers.prefix(1_000).joined(separator: " ") + " ") + bounded(text)
    }

    private static func bounded(_ text: String) -> String {
        guard text.unicodeScalars.count > CaseLimits.searchedText else { return text }
        var cut = String.UnicodeScalarView()
        cut.append(contentsOf: text.unicodeScalars.prefix(CaseLimits.searchedText))
        return String(cut)
    }
}
