import Cases
import Foundation

/// What a search finds a case by. The words are our own: the parser of PostgreSQL takes `media.one-way-audio` apart in its
/// own way, and makes one word of an address.
enum WordIndex {
    /// The words of a text as they are compared: letters and digits, small, without marks.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            guard !word.isEmpty else { return }
            words.append(cut(String(word)))
            word = String.UnicodeScalarView()
        }
        for scalar in text.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .spacingMark: continue
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber:
                word.append(scalar)
            default: end()
            }
        }
        end()
        return words
    }

    /// A word that is too long for the index, by its beginning.
    private static func cut(_ word: String) -> String {
        guard word.utf8.count > PostgresLimits.wordBytes else { return word }
        var cut = String.UnicodeScalarView()
        var bytes = 0
        for scalar in word.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= PostgresLimits.wordBytes else { break }
            cut.append(scalar)
        }
        return String(cut)
    }

    /// A condition for what begins with a word. Words hold letters and digits alone: nothing in them is an operator.
    static func beginning(_ word: String) -> String { "'\(word)':*" }

    /// A condition for a word.
    static func whole(_ word: String) -> String { "'\(word)'" }

    /// Each word once, as far as the index takes them.
    static func distinct(_ words: [String]) -> [String] {
        var known: Set<String> = []
        var bytes = 0
        var distinct: [String] = []
        for word in words where known.insert(word).inserted {
            bytes += word.utf8.count + 8
            guard bytes <= PostgresLimits.indexBytes else { break }
            distinct.append(word)
        }
        return distinct
    }
}

extension PostgresCases {
    /// Writes the words of a case into the index, in the place of what was there.
    static func index(_ id: Int64, in connection: PostgresConnection) throws {
        let text = try searchedText(id, in: connection)
        let words = WordIndex.distinct(WordIndex.words(of: number(id)) + WordIndex.words(of: text))
        try connection.run(
            """
            INSERT INTO caseWords (caseID, words) VALUES (?, array_to_tsvector(?))
            ON CONFLICT (caseID) DO UPDATE SET words = excluded.words
            """, [.integer(id), .texts(words)])
    }

    /// Names, numbers, findings, and the words of the history.
    static func searchedText(_ id: Int64, in connection: PostgresConnection) throws -> String {
        guard let row = try connection.run("SELECT * FROM cases WHERE id = ?", [.integer(id)]).first else { return "" }
        var parts: [String?] = [
            row["serviceIdentifier"], row["summary"], row["customer"], row["representativeName"],
            row["representativeEmail"], row["channelReference"], row["owner"],
        ]
        func texts(_ sql: String) throws -> [String] { try connection.run(sql, [.integer(id)]).column() }
        let history = try texts(
            """
            SELECT text FROM events WHERE caseID = ? AND kind NOT IN ('finding-attached', 'opened') ORDER BY position
            """)
        parts += try texts(
            "SELECT COALESCE(calling, '') || ' ' || COALESCE(called, '') FROM samples WHERE caseID = ? ORDER BY position"
        )
        parts += try texts("SELECT name FROM attachments WHERE caseID = ? ORDER BY position")
        parts += history as [String?]
        parts += try texts(
            """
            SELECT code || ' ' || summary || ' ' || COALESCE(cause, '') FROM findings WHERE caseID = ? ORDER BY position
            """)
        // Numbers by their ends, whatever their spelling; each field apart from its neighbours.
        var fields: [String?] = [row["serviceIdentifier"], row["summary"], row["representativePhone"]]
        fields += try texts("SELECT calling FROM samples WHERE caseID = ?")
        fields += try texts("SELECT called FROM samples WHERE caseID = ?")
        fields += history as [String?]
        var numbers: [String] = []
        var known: Set<String> = []
        for token in fields.compactMap({ $0 }).flatMap(SearchedNumber.tokens) where known.insert(token).inserted {
            numbers.append(token)
        }
        let text = parts.compactMap { $0 }.joined(separator: " ")
        return (numbers.isEmpty ? "" : numbers.prefix(1_000).joined(separator: " ") + " ") + bounded(text)
    }

    private static func bounded(_ text: String) -> String {
        guard text.unicodeScalars.count > CaseLimits.searchedText else { return text }
        var cut = String.UnicodeScalarView()
        cut.append(contentsOf: text.unicodeScalars.prefix(CaseLimits.searchedText))
        return String(cut)
    }
}
