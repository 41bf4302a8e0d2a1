/// Reads a saved message: its text, the tables in it or attached to it, and who sent it.
struct MailReading {
    let policy: SamplePolicy

    func read(_ bytes: [UInt8]) -> SubmissionDraft {
        let message = MailMessage(bytes)
        var draft = text(of: message)?.draft ?? MailText(policy: policy).read("")
        var refusals: [(name: String, kind: FileKind)] = []
        var forms = 0
        for leaf in message.leaves where leaf.isAttachment || leaf.name != nil {
            let kind = FileKind(leaf.body)
            let name = leaf.name.map { GivenText.shown($0) } ?? "an attachment"
            guard kind.refusal == nil else {
                if kind != .capture, kind != .compressed, kind != .audio { refusals.append((name, kind)) }
                continue
            }
            guard isForm(leaf), forms < IntakeLimits.formsPerMail else { continue }
            forms += 1
            take(SubmissionReader(policy: policy).read(leaf.body, format: nil), name, &draft)
        }
        if draft.samples.isEmpty, let refusal = refusals.first, let words = refusal.kind.refusal {
            draft.problems.insert(
                Problem(
                    code: .submissionUnreadable, severity: .blocking,
                    message: "The attachment \(refusal.name) could not be read. \(words.message)", remedy: words.remedy),
                at: 0)
        }
        if message.isCut {
            draft.problems.append(
                Problem(
                    code: .submissionUnreadable, severity: .blocking,
                    message:
                        "The mail has more than \(MailMessage.Limits.parts) parts, or they lie too deep inside each other.",
                    remedy: "Send the form as a file of its own."))
        }
        if let sender = message.headers.sender {
            if draft.stated(.representative) == nil, let name = sender.name { draft.state(.representative, name) }
            if draft.stated(.representativeEmail) == nil { draft.state(.representativeEmail, sender.address) }
        }
        if let subject = message.headers["subject"], !subject.isEmpty { draft.state(.summary, Self.bare(subject)) }
        return draft
    }

    /// A part of a message that holds calls, with the samples of the whole that stand in it.
    struct Part {
        var leaf: MailMessage.Leaf
        var draft: SubmissionDraft
        var samples: Range<Int>
        /// Whether it is a form of its own, a table say, and not the text of the message.
        var isForm: Bool
    }

    /// The parts that hold calls; of a text in several forms each that holds the same number of them.
    func parts(of message: MailMessage) -> [Part] {
        var parts: [Part] = []
        var count = 0
        if let (draft, leaf) = text(of: message), !draft.samples.isEmpty {
            count = draft.samples.count
            parts.append(Part(leaf: leaf, draft: draft, samples: 0..<count, isForm: false))
            for other in message.leaves where leaf.alternative != nil && other.alternative == leaf.alternative {
                guard other.contentType != leaf.contentType, !other.isAttachment, other.contentType.hasPrefix("text/")
                else { continue }
                let same = read(other)
                guard same.samples.count == count else { continue }
                parts.append(Part(leaf: other, draft: same, samples: 0..<count, isForm: false))
            }
        }
        var forms = 0
        for leaf in message.leaves where leaf.isAttachment || leaf.name != nil {
            guard FileKind(leaf.body).refusal == nil, isForm(leaf), forms < IntakeLimits.formsPerMail else { continue }
            forms += 1
            let draft = SubmissionReader(policy: policy).read(leaf.body, format: nil)
            guard !draft.samples.isEmpty else { continue }
            let samples = count..<(count + draft.samples.count)
            count = samples.upperBound
            parts.append(Part(leaf: leaf, draft: draft, samples: samples, isForm: true))
        }
        return parts
    }

    /// What the message's own text says; of several forms of one text the one with a table, else the plain one.
    private func text(of message: MailMessage) -> (draft: SubmissionDraft, leaf: MailMessage.Leaf)? {
        let texts = message.leaves.filter { !$0.isAttachment && $0.contentType.hasPrefix("text/") && $0.name == nil }
        var read: [(draft: SubmissionDraft, leaf: MailMessage.Leaf)] = []
        var done: Set<Int> = []
        for leaf in texts {
            guard let group = leaf.alternative else {
                read.append((self.read(leaf), leaf))
                continue
            }
            guard done.insert(group).inserted else { continue }
            let forms = texts.filter { $0.alternative == group }
            let page = forms.first { $0.contentType == "text/html" }
            let hasTable = page.map { HTMLText.holdsTable($0.text) } ?? false
            let order =
                hasTable
                ? [page, forms.first { $0.contentType == "text/plain" }]
                : [forms.first { $0.contentType == "text/plain" }, page]
            let drafts = order.compactMap { $0 }.map { (draft: self.read($0), leaf: $0) }
            if let best = drafts.first(where: { !$0.draft.samples.isEmpty }) ?? drafts.first { read.append(best) }
        }
        guard var chosen = read.first(where: { !$0.draft.samples.isEmpty }) ?? read.first else { return nil }
        for (other, _) in read {
            for field in CaseField.allCases { if let value = other.stated(field) { chosen.draft.state(field, value) } }
        }
        return chosen
    }

    private func read(_ leaf: MailMessage.Leaf) -> SubmissionDraft {
        let text = leaf.contentType == "text/html" ? HTMLText.text(leaf.text) : leaf.text
        return MailText(policy: policy).read(text)
    }

    /// Whether an attachment may hold calls: tables, spreadsheets, JSON, pages.
    private func isForm(_ leaf: MailMessage.Leaf) -> Bool {
        let name = (leaf.name ?? "").lowercased()
        let endings = [
            ".csv", ".txt", ".tsv", ".json", ".ndjson", ".jsonl", ".xlsx", ".ods", ".html", ".htm", ".xlsm", ".docx",
        ]
        if endings.contains(where: { name.hasSuffix($0) }) { return true }
        return FileKind(leaf.body) == .archive
            || ["text/csv", "application/json", "text/tab-separated-values"].contains(leaf.contentType)
    }

    /// Adds what an attached form holds.
    private func take(_ form: SubmissionDraft, _ name: String, _ draft: inout SubmissionDraft) {
        if !form.samples.isEmpty, draft.samples.isEmpty {
            // The words around it were no calls, and need not be.
            draft.problems = []
            draft.isUnreadable = false
        } else if form.samples.isEmpty, form.isUnreadable, !draft.samples.isEmpty {
            return
        }
        draft.add(form, from: name)
    }

    /// A subject without "Re:" and the like in front.
    private static func bare(_ subject: String) -> String {
        var rest = subject[...]
        while let colon = rest.firstIndex(of: ":"),
            ["re", "fw", "fwd", "aw", "wg"].contains(rest[..<colon].lowercased())
        {
            rest = rest[rest.index(after: colon)...].drop { $0 == " " }
        }
        return String(rest)
    }
}

/// Files that came with a mail and belong to the case, apart from the form.
public struct MailAttachment: Sendable {
    /// The file's name, without folders.
    public var name: String
    /// The file.
    public var bytes: [UInt8]

    /// The captures attached to a message; empty if `bytes` are no message.
    ///
    /// Recognised by their first bytes; of compressed files, those whose names say that they hold a capture.
    public static func captures(in bytes: [UInt8]) -> [MailAttachment] {
        guard FileKind(bytes) == .text, MailMessage.looksLikeOne(bytes) else { return [] }
        return MailMessage(bytes).leaves.enumerated().compactMap { index, leaf in
            let name = leaf.name ?? "attachment-\(index + 1).pcap"
            switch FileKind(leaf.body) {
            case .capture: return MailAttachment(name: name, bytes: leaf.body)
            case .compressed where name.lowercased().contains("pcap") || name.lowercased().contains(".cap"):
                return MailAttachment(name: name, bytes: leaf.body)
            default: return nil
            }
        }
    }
}
