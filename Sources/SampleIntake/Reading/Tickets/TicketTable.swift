import JSONText

/// Tickets as a table: a row each, what was written in a cell of its own.
enum TicketTable {
    /// What a column of a desk's own is.
    private enum Column {
        case id, summary, description, name, email, phone, customer
    }

    private static let names: [String: Column] = [
        "id": .id, "ticketid": .id, "ticketnumber": .id, "issuekey": .id, "key": .id, "casenumber": .id, "number": .id,
        "subject": .summary, "summary": .summary, "shortdescription": .summary, "title": .summary,
        "description": .description, "requester": .name, "requestername": .name, "reporter": .name, "caller": .name,
        "callerid": .name, "contactname": .name, "requesteremail": .email, "reporteremail": .email,
        "contactemail": .email,
        "callerid.email": .email, "calleremail": .email, "contactphone": .phone, "requesterphone": .phone,
        "organization": .customer, "requesterorganization": .customer, "company": .customer, "accountname": .customer,
    ]
    /// Fields that a desk keeps for itself and that sound like those of a call.
    private static let bookkeeping = [
        "created", "updated", "opened", "closed", "resolved", "due", "assigned", "status", "state", "priority",
        "modified",
        "date/time", "age", "owner", "assignee", "environment",
    ]

    static func tickets(_ text: String) -> [SubmissionTicket] {
        let first = text.prefix { !$0.isNewline }
        let lowered = first.lowercased()
        guard lowered.contains("description"), !lowered.hasPrefix("sep=") else { return [] }
        // Cells of tickets hold line ends, and the delimiter of the first line parts them all.
        let delimiter =
            [",", ";", "\t"].max { mark, other in
                first.count { String($0) == mark } < first.count { String($0) == other }
            } ?? ","
        guard let mark = delimiter.first else { return [] }
        var rows = DelimitedRows.rows(text, delimiter: mark, limit: SubmissionTicket.maximumTickets + 1)[...]
        guard let header = rows.popFirst() else { return [] }
        var own: [Column: Int] = [:]
        var free: [Int] = []
        for (index, cell) in header.cells.enumerated() {
            let folded = cell.lowercased().filter { !$0.isWhitespace && $0 != "_" && $0 != "\u{FEFF}" }
            if let column = names[folded] {
                if own[column] == nil { own[column] = index }
            } else if !bookkeeping.contains(where: { cell.lowercased().contains($0) }) {
                free.append(index)
            }
        }
        guard let description = own[.description], own[.id] != nil, own[.summary] != nil else { return [] }
        let system = system(header.cells)
        return rows.compactMap { row in
            func cell(_ index: Int?) -> String? {
                index.flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil }
            }
            guard row.cells.contains(where: { !$0.trimmingBlanks.isEmpty }) else { return nil }
            var parts = TicketParts(system)
            parts.id = cell(own[.id])?.trimmingBlanks ?? ""
            parts.state("Summary", cell(own[.summary]))
            parts.state("Contact name", cell(own[.name]))
            parts.state("Contact email", cell(own[.email]))
            parts.state("Contact phone", cell(own[.phone]))
            parts.state("Customer", cell(own[.customer]))
            for index in free { parts.own(header.cells[index], cell(index)) }
            parts.wrote(cell(description).map { WikiText.plain($0) })
            return parts.ticket
        }
    }

    private static func system(_ headings: [String]) -> String {
        let folded = headings.map { $0.lowercased().filter { !$0.isWhitespace && $0 != "_" } }
        if folded.contains("issuekey") { return "Jira" }
        if folded.contains("shortdescription") { return "ServiceNow" }
        return folded.contains("casenumber") ? "Salesforce" : "Zendesk"
    }
}

/// Jira's wiki notation and its document format as plain lines.
enum WikiText {
    /// Markers that stand alone on their line.
    private static let markers = ["{code", "{noformat", "{quote", "{panel", "{color", "----"]
    /// Depth to which documents are followed.
    private static let maximumDepth = 20

    static func plain(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).compactMap { line -> String? in
            let bare = String(line).trimmingBlanks
            if markers.contains(where: { bare.hasPrefix($0) }), bare.hasSuffix("}") || bare == "----" { return nil }
            var rest = String(line)
            // "h3. Call 2" is a heading; "||a||b||" is one of a table.
            if bare.count > 4, bare.first == "h", bare.dropFirst().first?.isNumber == true,
                bare.dropFirst(2).hasPrefix(". ")
            {
                rest = String(bare.dropFirst(4))
            }
            return rest.replacing("||", with: "|")
        }.joined(separator: "\n")
    }

    /// A document of paragraphs, lists and tables (Atlassian Document Format).
    static func plain(_ document: JSONValue) -> String {
        var text = ""
        write(document, to: &text, depth: 0)
        return text
    }

    private static func write(_ node: JSONValue, to text: inout String, depth: Int) {
        guard depth < maximumDepth, case .object = node else { return }
        guard case .string(let type)? = node["type"] else { return }
        if case .string(let words)? = node["text"] { text += words }
        if type == "hardBreak" { text += "\n" }
        guard case .array(let children)? = node["content"] else { return }
        for (index, child) in children.enumerated() {
            if type == "tableRow" {
                var cell = ""
                write(child, to: &cell, depth: depth + 1)
                text +=
                    (index == 0 ? "| " : "") + cell.split(whereSeparator: \.isNewline).joined(separator: " ") + " | "
            } else {
                write(child, to: &text, depth: depth + 1)
            }
        }
        if ["paragraph", "heading", "tableRow", "codeBlock", "listItem"].contains(type), !text.hasSuffix("\n") {
            text += "\n"
        }
    }
}
