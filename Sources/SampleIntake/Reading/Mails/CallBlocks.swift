/// Parts the lines of a message into calls.
///
/// A call is a run of labelled lines. A heading ("Call 2"), a number or a line of dashes ends it, and so does a blank line
/// once it looks complete. A field that comes again begins the next call. Nothing moves from one call to another: what
/// stands apart from any call is named and not read.
struct CallBlocks {
    /// One call as its lines say.
    struct Block {
        var fields: [FieldMeaning: String] = [:]
        var units: [FieldMeaning: DurationUnit] = [:]
        var zone: String?
        var lines: [(number: Int, text: String)] = []
        /// Its last line.
        var end = 0
        /// Unlabelled lines with a number in front, by that number.
        var numbered: [Int: (value: String, line: Int)] = [:]
        /// Whether a heading announced it.
        var isAnnounced = false

        var isEmpty: Bool { fields.isEmpty && numbered.isEmpty }

        var coreCount: Int {
            Set(
                fields.keys.compactMap { meaning -> SampleField? in
                    switch meaning {
                    case .sample(let field): return TableLayout.coreFields.contains(field) ? field : nil
                    case .part(.startDate), .part(.startTime): return .startedAt
                    default: return nil
                    }
                }
            ).count
        }

        /// Whether both numbers, the time and the direction are there.
        var isComplete: Bool { coreCount >= 4 }
    }

    /// One line with what it says.
    struct Entry {
        var line: MailLine
        var says: LabelledLine
    }

    private(set) var blocks: [Block] = []
    /// What holds for all calls or the whole submission.
    private(set) var wholes: [(field: CaseField, value: String)] = []
    /// Lines that hold a field and belong to no call.
    private(set) var strays: [(line: Int, text: String)] = []
    /// Lines that hold several fields.
    private(set) var several: [Int] = []
    /// Lines of words below a call that seem to put something right in it.
    private(set) var corrections: [(line: Int, text: String)] = []

    private var current: Block?
    private var isAfterBlank = false
    private var isAfterProse = false

    init(_ lines: [MailLine]) {
        var entries = lines.map { Entry(line: $0, says: LabelledLine($0)) }
        LabelsApart.join(&entries)
        for (index, entry) in entries.enumerated() { take(entry, entries, index) }
        close()
        settle()
    }

    private mutating func take(_ entry: Entry, _ entries: [Entry], _ index: Int) {
        switch entry.says {
        case .blank:
            if current?.isComplete == true { close() }
            isAfterBlank = true
        case .separator: close()
        case .heading(let rest):
            close()
            current = Block(isAnnounced: true)
            if let (named, label, value) = LabelledLine.field(rest) {
                take(named, label, value, entry.line, entries, index)
            }
        case .several: several.append(entry.line.number)
        case .field(let named, let label, let value): take(named, label, value, entry.line, entries, index)
        case .unknown(let label, let value): takeOther("\(label): \(value)", entry.line, isLabelled: true)
        case .prose(let text):
            if let zone = GeneralZone.read(text) {
                wholes.append((.timeZone, zone))
            } else {
                takeOther(text, entry.line, isLabelled: false)
            }
        }
    }

    /// A line that names no field: an answer by its number, or words.
    private mutating func takeOther(_ text: String, _ line: MailLine, isLabelled: Bool) {
        guard let marker = line.marker, (1...5).contains(marker) else {
            if isAfterBlank { isAfterProse = true }
            if !blocks.isEmpty || current?.isEmpty == false, CorrectionInWords.isOne(text) {
                corrections.append((line.number, text))
            }
            return
        }
        if isAfterBlank, current?.numbered.isEmpty == false, current?.numbered[marker] != nil { close() }
        if current?.numbered[marker] != nil { close() }
        if marker == 1, let block = current, !block.isEmpty, !block.isAnnounced || block.numbered.isEmpty == false {
            close()
        }
        var block = current ?? Block()
        block.numbered[marker] = (text, line.number)
        block.end = max(block.end, line.end)
        block.lines.append((line.number, line.text))
        current = block
        isAfterBlank = false
    }

    private mutating func take(
        _ named: NamedField, _ label: String, _ value: String, _ line: MailLine, _ entries: [Entry], _ index: Int
    ) {
        var meaning = named.meaning
        // "Our number" beside "Their number" is one side of a call.
        let isSide =
            value.utf8.allSatisfy { $0 != 0x2C && $0 != 0x3B }
            && entries[index...].prefix(8).contains { Self.isField($0, .sample(.otherNumber)) }
        if case .whole(.ownNumbers) = meaning, isSide { meaning = .sample(.ownNumber) }
        if case .whole(let field) = meaning {
            if !value.isEmpty { wholes.append((field, value)) }
            return
        }
        if case .sample(let field) = meaning, !isInCall, field != .ownNumber || !isSide,
            let whole = CaseFieldNames.whole(field)
        {
            if !value.isEmpty { wholes.append((whole, value)) }
            return
        }
        // A label without a value is a form that was not filled in.
        guard !value.isEmpty else { return }
        if case .sample(.ownNumber) = meaning, current?.fields[.sample(.otherNumber)] == nil,
            !entries[index...].prefix(8).contains(where: { Self.isField($0, .sample(.otherNumber)) })
        {
            wholes.append((.ownNumbers, value))
            return
        }
        if begins(with: meaning, entries, index) { close() }
        if let earlier = current?.fields[meaning], earlier != value { close() }
        var block = current ?? Block()
        // "Call time" alone beside a date is a time of day; two whole instants are two calls.
        if case .part(let part) = meaning, part == .startTime || part == .startDate,
            block.fields[.sample(.startedAt)] != nil, block.fields[.part(.startDate)] == nil
        {
            meaning = .part(part)
        }
        block.fields[meaning] = value
        block.units[meaning] = named.unit
        block.zone = block.zone ?? named.zone
        block.end = max(block.end, line.end)
        block.lines.append((line.number, line.text))
        current = block
        isAfterBlank = false
        isAfterProse = false
    }

    /// Whether a call has begun, by a heading or by one of its fields.
    private var isInCall: Bool { current.map { $0.isAnnounced || !$0.isEmpty } ?? false }

    private static func isField(_ entry: Entry, _ meaning: FieldMeaning) -> Bool {
        if case .field(let named, _, _) = entry.says { return named.meaning == meaning }
        return false
    }

    /// Whether the field begins another call than the one before the blank line: words stand between, or the lines that
    /// follow repeat what that call has.
    private func begins(with meaning: FieldMeaning, _ entries: [Entry], _ index: Int) -> Bool {
        guard isAfterBlank, let current, !current.isEmpty else { return false }
        if isAfterProse { return true }
        for entry in entries[index...] {
            guard case .field(let named, _, let value) = entry.says else { return false }
            if !value.isEmpty, current.fields[named.meaning] != nil { return true }
        }
        return false
    }

    private mutating func close() {
        if var block = current, !block.isEmpty {
            block.takeNumbered()
            blocks.append(block)
        }
        current = nil
        isAfterBlank = false
        isAfterProse = false
    }

    /// A lone field is a call only where no other call is: else it is a line that belongs to none.
    private mutating func settle() {
        func isCall(_ block: Block) -> Bool { block.coreCount >= 2 || (block.isAnnounced && block.coreCount >= 1) }
        let hasCall = blocks.contains(where: isCall)
        var calls: [Block] = []
        for block in blocks {
            if isCall(block) || (!hasCall && calls.isEmpty && block.isLikelyNumber) {
                calls.append(block)
            } else {
                strays += block.lines.map { (line: $0.number, text: $0.text) }
            }
        }
        blocks = calls
    }
}

extension CallBlocks.Block {
    init(isAnnounced: Bool) {
        self.init()
        self.isAnnounced = isAnnounced
    }

    /// Whether one of the numbers is there and is one.
    fileprivate var isLikelyNumber: Bool {
        [.sample(.callingNumber), .sample(.calledNumber)].contains { (meaning: FieldMeaning) in
            fields[meaning].map { value in value.utf8.count { (0x30...0x39).contains($0) } >= 4 } ?? false
        }
    }

    /// The criteria are numbered from 1, which is about the time of submission; a list that begins with a number has
    /// left that one out.
    fileprivate mutating func takeNumbered() {
        // One or two numbered sentences are no answers to the criteria.
        guard numbered.count >= 3 || (!numbered.isEmpty && coreCount >= 1) else { return }
        let order: [FieldMeaning] = [
            .sample(.callingNumber), .sample(.calledNumber), .sample(.startedAt), .sample(.direction),
        ]
        let isShort =
            numbered[5] == nil
            && (numbered[1].map { value in
                value.value.utf8.count { (0x30...0x39).contains($0) } >= 7
                    && !value.value.contains { $0.isLetter }
            } ?? false)
        for (number, entry) in numbered {
            let place = isShort ? number - 1 : number - 2
            guard order.indices.contains(place), fields[order[place]] == nil else { continue }
            fields[order[place]] = entry.value
        }
    }

    /// The call as a sample.
    var sample: SubmissionDraft.Sample {
        var sample = SubmissionDraft.Sample()
        sample.line = lines.map(\.number).min()
        sample.lastLine = end
        for (meaning, value) in fields {
            guard case .sample(let field) = meaning else { continue }
            switch field {
            case .symptoms:
                sample.fields[field] = .list(
                    value.split(whereSeparator: { ";|,".contains($0) }).map { String($0) })
            case .durationSeconds: sample.fields[field] = .text(DurationText.with(units[meaning], value))
            default: sample.fields[field] = .text(value)
            }
        }
        let date = fields[.part(.startDate)]
        let time = fields[.part(.startTime)]
        let half = fields[.part(.startHalf)]
        if let joined = StatedParts.join(
            whole: fields[.sample(.startedAt)], date: date, time: StatedParts.withHalf(time, half))
        {
            sample.fields[.startedAt] = .text(joined)
        } else if let whole = StatedParts.withHalf(fields[.sample(.startedAt)], half) {
            sample.fields[.startedAt] = .text(whole)
        }
        if let joined = StatedParts.joinEnd(
            whole: fields[.sample(.endedAt)], date: fields[.part(.endDate)], time: fields[.part(.endTime)],
            startDate: date)
        {
            sample.fields[.endedAt] = .text(joined)
        }
        if let zone, sample.fields[.timeZone]?.trimmed == nil { sample.fields[.timeZone] = .text(zone) }
        return sample
    }
}

/// A sentence that says the zone of all times: "All times are UK time", "Times in GMT".
enum GeneralZone {
    static func read(_ text: String) -> String? {
        var words = text.split(whereSeparator: { $0.isWhitespace }).map { String($0) }
        guard words.count <= 9,
            words.contains(where: { ["time", "times"].contains($0.lowercased().filter(\.isLetter)) })
        else { return nil }
        let lead: Set<String> = ["all", "the", "our", "call", "these", "times"]
        let joint: Set<String> = ["are", "is", "given", "stated", "shown", "listed", "in", "all", "as"]
        guard let first = words.first, ["all", "the", "our", "call", "these", "times"].contains(folded(first)) else {
            return nil
        }
        while let word = words.first, lead.contains(folded(word)) { words.removeFirst() }
        guard let next = words.first, joint.contains(folded(next)) else { return nil }
        while let word = words.first, joint.contains(folded(word)) { words.removeFirst() }
        let zone = words.joined(separator: " ").trimmingCharacters(of: ".;,()")
        guard (1...4).contains(words.count), ZoneWords.read(zone, hints: ZoneHints()) != nil else { return nil }
        return zone
    }

    private static func folded(_ word: String) -> String { word.lowercased().filter { $0.isLetter } }
}

extension String {
    /// Without the characters of `marks` at both ends.
    fileprivate func trimmingCharacters(of marks: String) -> String {
        var rest = self[...]
        while let first = rest.first, marks.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, marks.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
