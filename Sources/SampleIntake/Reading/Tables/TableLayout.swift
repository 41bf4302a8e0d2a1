import CallVocabulary

/// What the columns of a table mean, the same for all its rows.
struct TableLayout {
    /// A column that is read.
    struct Column {
        var index: Int
        var field: SampleField
        var unit: DurationUnit?
        /// Whether a program named the column, in one word, and may count seconds since 1970 in it.
        var isMachine: Bool
        /// The direction that "yes" in the column means, where it asks for one.
        var asked: SampleDirection?
        /// Whether "no" means the opposite: not where a column of its own asks for that.
        var isAskedAlone = true
    }

    /// The line of the headings.
    let headingLine: Int
    let headings: [String]
    private(set) var columns: [Column] = []
    /// Columns of dates and times of day apart, joined where nothing whole stands.
    private(set) var parts: [TimePart: Int] = [:]
    /// Columns of what belongs to the whole submission.
    private(set) var wholes: [(index: Int, field: CaseField)] = []
    /// The zone that the heading of the start states.
    private(set) var zone: String?
    /// Names of the fields a row may have, and the heading of each.
    private(set) var names: [SampleField] = []
    private(set) var titles: [SampleField: String] = [:]
    /// What was found wrong with the headings.
    private(set) var problems: [Problem] = []
    private(set) var covered: Set<SampleField> = []
    /// Columns with a core field: without any of them filled, a row is no call.
    private(set) var core: [Int] = []

    var width: Int { headings.count }

    /// The core fields, in either form of naming the two sides.
    static let coreFields: Set<SampleField> = [
        .callingNumber, .calledNumber, .startedAt, .direction, .ownNumber, .otherNumber,
    ]

    /// How many different core fields the cells name.
    static func score(_ cells: [String]) -> Int {
        var found: Set<SampleField> = []
        for cell in cells.prefix(IntakeLimits.tableColumns) {
            switch FieldNameReader.read(cell)?.meaning {
            case .sample(let field)? where coreFields.contains(field): found.insert(field)
            case .part(.startDate)?, .part(.startTime)?: found.insert(.startedAt)
            default: break
            }
        }
        return found.count
    }

    /// Reads `header`; `rows` are the first below it, which show what columns hold where their headings leave it open.
    init(header: TableRow, rows: [TableRow], policy: SamplePolicy) {
        headingLine = header.line
        headings = header.cells
        var candidates: [SampleField: [(index: Int, named: NamedField)]] = [:]
        var partColumns: [TimePart: (index: Int, strength: NamedField.Strength)] = [:]
        for (index, cell) in header.cells.prefix(IntakeLimits.tableColumns).enumerated() {
            guard !CorrectedRows.isOwn(cell), let named = FieldNameReader.read(cell) else { continue }
            switch named.meaning {
            case .sample(let field): candidates[field, default: []].append((index, named))
            case .part(let part):
                if partColumns[part].map({ $0.strength < named.strength }) ?? true {
                    partColumns[part] = (index, named.strength)
                }
                if zone == nil, part == .startTime || part == .startDate { zone = named.zone }
            case .whole(let field):
                if !CaseFieldNames.ofPeople.contains(field)
                    || HeadingWords(cell)?.words.contains("representative") == true
                {
                    wholes.append((index, field))
                }
            }
        }
        parts = partColumns.mapValues(\.index)
        // A date or a time of day that is the start's beats a moment near it, such as that of answering.
        if let best = [partColumns[.startDate], partColumns[.startTime]].compactMap({ $0?.strength }).max() {
            candidates[.startedAt]?.removeAll { $0.named.strength < min(best, .plain) }
        }
        takePeople(rows, policy, &candidates)
        for field in SampleField.allCases {
            guard let all = candidates[field], !all.isEmpty else { continue }
            choose(field, all, rows, policy)
        }
        if candidates[.direction] == nil { takeQuestions(rows) }
        settleSides()
        settleTimes()
        core =
            columns.filter { Self.coreFields.contains($0.field) }.map(\.index)
            + [TimePart.startDate, .startTime].compactMap { parts[$0] }
    }

    /// The index of the column that holds a field; `nil` if none does, or two halves do.
    func index(of field: SampleField) -> Int? { columns.first { $0.field == field }?.index }

    /// The required fields that no column holds.
    var missing: [SampleField] {
        let hasSides = index(of: .ownNumber) != nil && index(of: .otherNumber) != nil
        return SampleField.required.filter { field in
            switch field {
            case .startedAt: return index(of: field) == nil && parts[.startDate] == nil && parts[.startTime] == nil
            case .callingNumber, .calledNumber:
                // "Our number" beside "Number dialled" is the caller of a call that went out.
                let hasOwn =
                    index(of: .ownNumber) != nil
                    && index(of: field == .callingNumber ? .calledNumber : .callingNumber) != nil
                return index(of: field) == nil && !hasSides && !hasOwn
            default: return index(of: field) == nil
            }
        }.filter { !covered.contains($0) }
    }

    /// The headings that mean nothing to the reader, with their places.
    var unread: [(index: Int, heading: String)] {
        let read = Set(columns.map(\.index) + parts.values + wholes.map(\.index))
        return headings.indices.filter { !read.contains($0) && !headings[$0].isEmpty }.map { ($0, headings[$0]) }
    }

    // MARK: Columns that are known by what they hold

    /// Columns of agents and customers are the two sides of the calls where caller and called are not named, and every
    /// cell of theirs is a telephone number.
    private mutating func takePeople(
        _ rows: [TableRow], _ policy: SamplePolicy,
        _ candidates: inout [SampleField: [(index: Int, named: NamedField)]]
    ) {
        guard candidates[.callingNumber] == nil || candidates[.calledNumber] == nil else { return }
        let read = Set(candidates.values.flatMap { $0.map(\.index) } + parts.values)
        var found: [SampleField: [Int]] = [:]
        for (index, cell) in headings.prefix(IntakeLimits.tableColumns).enumerated() where !read.contains(index) {
            guard let side = FieldNameReader.peopleSide(cell), candidates[side] == nil else { continue }
            let filled = rows.compactMap { $0.cells.indices.contains(index) ? $0.cells[index] : nil }
                .filter { !$0.isEmpty }.map { CellText.plain($0) }
            guard filled.contains(where: { CellText.isNumberAlone($0) }),
                filled.allSatisfy({ CellText.isNumberAlone($0) || WithheldCallers.isOne($0, policy) })
            else { continue }
            found[side, default: []].append(index)
        }
        // Two columns for one side leave open which of them it is.
        for (side, indices) in found where indices.count == 1 {
            candidates[side] = [(indices[0], NamedField(meaning: .sample(side), strength: .loose))]
            wholes.removeAll { $0.index == indices[0] }
        }
    }

    /// Columns that ask for a direction, with nothing but yes and no below.
    private mutating func takeQuestions(_ rows: [TableRow]) {
        var found: [Column] = []
        for (index, cell) in headings.prefix(IntakeLimits.tableColumns).enumerated() {
            guard let asked = DirectionByTruth.asked(cell) else { continue }
            let filled = rows.compactMap { $0.cells.indices.contains(index) ? $0.cells[index] : nil }
                .filter { !$0.isEmpty }
            guard !filled.isEmpty, filled.allSatisfy({ DirectionByTruth.truth($0) != nil }) else { continue }
            found.append(Column(index: index, field: .direction, isMachine: false, asked: asked))
        }
        let isAlone = Set(found.map(\.asked)).count == 1
        for var column in found {
            column.isAskedAlone = isAlone
            columns.append(column)
        }
    }

    // MARK: Choosing among columns

    private mutating func choose(
        _ field: SampleField, _ all: [(index: Int, named: NamedField)], _ rows: [TableRow], _ policy: SamplePolicy
    ) {
        func values(_ index: Int) -> [String] {
            rows.compactMap { $0.cells.indices.contains(index) ? $0.cells[index] : nil }
        }
        func isPlausible(_ index: Int) -> Bool {
            let filled = values(index).filter { !$0.isEmpty }.map { CellText.plain($0) }
            switch field {
            case .callingNumber, .calledNumber: return filled.contains { CellText.mayBeNumber($0, policy) }
            case .startedAt: return filled.contains { CellText.mayBeTime($0) || UnixTime.read($0) != $0 }
            case .direction: return filled.contains { CellText.mayBeDirection($0) }
            default: return !filled.isEmpty
            }
        }
        // A column of places cannot be the numbers where another one beside it can.
        let plausible = all.count > 1 ? all.filter { isPlausible($0.index) } : all
        let left = plausible.isEmpty ? all : plausible
        guard let best = left.map(\.named.strength).max() else { return }
        let strongest = left.filter { $0.named.strength == best }
        guard let first = strongest.first else { return }
        let isOpen = strongest.dropFirst().contains { values($0.index) != values(first.index) }
        if isOpen { noteAmbiguous(field, strongest.map { headings[$0.index] }) }
        columns.append(
            Column(
                index: first.index, field: field, unit: first.named.unit,
                isMachine: !headings[first.index].contains(where: \.isWhitespace)))
        if field == .startedAt, let stated = first.named.zone { zone = stated }
    }

    private mutating func noteAmbiguous(_ field: SampleField, _ names: [String]) {
        let isNeeded = SampleField.required.contains(field)
        let list = names.map { GivenText.shown($0) }
        problems.append(
            Problem(
                code: .submissionAmbiguousColumn, severity: isNeeded ? .blocking : .advice, line: headingLine,
                column: list.first,
                message: isNeeded
                    ? "The columns \(list.joined(separator: " and ")) can both be the \(field.words)."
                    : "The columns \(list.joined(separator: " and ")) can both be the \(field.words); the first was read.",
                remedy: isNeeded
                    ? "Rename one of them, so that one column holds the \(field.words)."
                    : "If that is wrong, rename the first."))
        if isNeeded { covered.insert(field) }
    }

    /// Own and other side decide only where caller and called are not named.
    private mutating func settleSides() {
        if index(of: .callingNumber) != nil, index(of: .calledNumber) != nil {
            columns.removeAll { $0.field == .ownNumber || $0.field == .otherNumber }
        }
    }

    private mutating func settleTimes() {
        names = []
        for column in columns where !names.contains(column.field) { names.append(column.field) }
        for column in columns { titles[column.field] = headings[column.index] }
        for (field, date, time) in [
            (SampleField.startedAt, TimePart.startDate, TimePart.startTime), (.endedAt, .endDate, .endTime),
        ] where index(of: field) == nil {
            guard let part = parts[date] ?? parts[time] else { continue }
            names.append(field)
            titles[field] = headings[part]
        }
        if zone != nil, !names.contains(.timeZone) { names.append(.timeZone) }
    }
}
