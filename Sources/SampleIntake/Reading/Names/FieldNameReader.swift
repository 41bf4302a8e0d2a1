/// The one reader of names: what a column, a label or a JSON member is called decides what it holds.
///
/// A heading is taken apart into words (``HeadingWords``), and rules say which combinations of words mean a field. A word
/// that no rule knows makes the heading unknown: `caller name` is no number, `ring time` is no start.
enum FieldNameReader {
    /// The field a heading means; `nil` if none.
    static func read(_ heading: String) -> NamedField? {
        guard let parsed = HeadingWords(heading), !parsed.words.isEmpty, parsed.words.count <= 24 else { return nil }
        return read(parsed)
    }

    /// The field that words mean; `nil` if none.
    static func read(_ heading: HeadingWords) -> NamedField? {
        let words = heading.words
        if let found = exact(heading) ?? half(words) ?? zone(words) ?? instant(heading) { return found }
        if let found = duration(heading) ?? direction(words) ?? deed(heading) { return found }
        if let found = number(heading) ?? plain(words) ?? remarked(heading) { return found }
        return CaseFieldNames.read(heading)
    }

    /// "Phone number (from)": a number of which the brackets say whose.
    private static func remarked(_ heading: HeadingWords) -> NamedField? {
        guard heading.remarks.count == 1, !heading.isPlural,
            heading.words.allSatisfy({ FieldWords.nouns.contains($0) || FieldWords.fillers.contains($0) }),
            heading.words.contains(where: { FieldWords.nouns.contains($0) }),
            let remark = HeadingWords(heading.remarks[0]), remark.remarks.isEmpty, (1...2).contains(remark.words.count)
        else { return nil }
        var whole = remark
        whole.words.append("number")
        return number(whole)
    }

    /// The names of the JSON form itself, and those of the criteria.
    private static func exact(_ heading: HeadingWords) -> NamedField? {
        let joined = heading.words.joined()
        if let field = exactNames[joined], field != .ownNumber || !heading.isPlural {
            return NamedField(meaning: .sample(field), strength: .exact)
        }
        return nil
    }

    private static let exactNames: [String: SampleField] = [
        "callingnumber": .callingNumber, "numbercalling": .callingNumber, "callednumber": .calledNumber,
        "numbercalled": .calledNumber, "heardby": .heardBy, "callid": .callID, "sipcallid": .callID, "callsid": .callID,
    ]

    // MARK: Numbers

    /// "Placed by", "dialed from", "who received the call": a side of the call by what it did.
    private static func deed(_ heading: HeadingWords) -> NamedField? {
        let words = heading.words.filter {
            $0 == "for" || (!FieldWords.fillers.contains($0) && !FieldWords.nouns.contains($0))
        }
        guard words.count == 2 else { return nil }
        let (first, last) = (words[0], words[1])
        if last == "by" {
            if FieldWords.placing.contains(first) { return found(.callingNumber, .loose) }
            // Who answered is somebody by name in most tables.
            if first == "received" { return found(.calledNumber, .loose) }
        }
        if FieldWords.placing.contains(first) || first == "calling" || first == "received" {
            if last == "from" { return found(.callingNumber, .plain) }
            if last == "to" { return found(.calledNumber, .plain) }
        }
        if first == "who", FieldWords.placing.contains(last), last != "called" { return found(.callingNumber, .plain) }
        if first == "who", FieldWords.receiving.contains(last) { return found(.calledNumber, .plain) }
        return nil
    }

    /// The side a heading names by the people who stand there; `nil` if none.
    ///
    /// "Agent number" beside "Customer number" are the two sides of a call in tables of contact centres. Elsewhere a
    /// customer's number may be that of an account, so that only tables ask, and look at what the column holds.
    static func peopleSide(_ text: String) -> SampleField? {
        guard let heading = HeadingWords(text), heading.remarks.isEmpty, !heading.isPlural else { return nil }
        let words = heading.words.filter { !FieldWords.fillers.contains($0) && !FieldWords.nouns.contains($0) }
        guard words.count == 1, let word = words.first else { return nil }
        if FieldWords.ownPeople.contains(word) || FieldWords.own.contains(word) { return .ownNumber }
        return FieldWords.otherPeople.contains(word) || FieldWords.other.contains(word) ? .otherNumber : nil
    }

    private static func number(_ heading: HeadingWords) -> NamedField? {
        // "Call from" and "call made to": what the sentence adds says no more.
        var words = heading.words.filter { !FieldWords.fillers.contains($0) || $0 == "a" || $0 == "your" }
        let hadNoun = words.contains { FieldWords.nouns.contains($0) }
        // A letter is a side only beside a noun: "A number", "B party".
        if words.count > 1, let first = words.first, first == "a" || first == "b", hadNoun {
            if words.dropFirst().allSatisfy({ FieldWords.nouns.contains($0) }) {
                return NamedField(meaning: .sample(first == "a" ? .callingNumber : .calledNumber), strength: .plain)
            }
        }
        words.removeAll { $0 == "a" || FieldWords.nouns.contains($0) || $0 == "made" || $0 == "raw" }
        // "The number of the person called".
        if hadNoun { words.removeAll { $0 == "person" || $0 == "what" } }
        guard !words.isEmpty, words.count <= 6 else { return nil }
        let set = Set(words)
        // "Who called", "number that called us" speak of the caller; "number we called" of the other side.
        if let verb = words.first(where: { $0 == "called" || $0 == "dialed" }), words.count > 1,
            set.isSubset(of: [verb, "who", "that", "us", "you", "we", "i", "did", "from", "have", "had", "been"])
        {
            // "The number you called from".
            if set.contains("from") { return found(.callingNumber, .plain) }
            // "The number you were called by" names no number that is known here.
            if set.contains("we") || set.contains("i") || set.contains("you") {
                let isPassive = heading.words.contains("were") || set.contains("been")
                return isPassive ? nil : found(.calledNumber, .plain)
            }
            if set.contains("that") || set.contains("who") {
                let isPassive = heading.words.contains("was") || heading.words.contains("were")
                return found(isPassive ? .calledNumber : .callingNumber, .plain)
            }
        }
        guard words.count <= 4 else { return nil }
        // What was dialled is what was called, whatever became of the call later.
        var cut: NamedField.Strength?
        if set.contains("presented") || set.contains("presentation") {
            words.removeAll { $0 == "presented" || $0 == "presentation" }
            if words.isEmpty, hadNoun { return found(.callingNumber, .hint) }
            cut = .hint
        }
        if set.contains("original") { words.removeAll { $0 == "original" } }
        if set.contains("final") {
            words.removeAll { $0 == "final" }
            cut = .hint
        }
        if set.contains("id") {
            words.removeAll { $0 == "id" }
            cut = hadNoun && !heading.words.contains("line") ? .loose : .hint
        }
        // "Caller DID": the number of the side that is named.
        if words.count == 2, let signalled = words.firstIndex(where: { ["did", "ddi", "cli"].contains($0) }) {
            words.remove(at: signalled)
        }
        // Two words for one side say no more than one: "destination dialled".
        if words.count == 2, Set(words).isSubset(of: FieldWords.target) || Set(words).isSubset(of: FieldWords.origin) {
            words.removeLast()
        }
        guard words.count == 1, let word = words.first else { return nil }
        func side(_ field: SampleField, _ strength: NamedField.Strength) -> NamedField {
            found(field, min(strength, cut ?? .exact))
        }
        if FieldWords.calling.contains(word) { return side(.callingNumber, .exact) }
        if FieldWords.called.contains(word) { return side(.calledNumber, .exact) }
        // An address or an id alone is not known to be a number's.
        if cut == nil || hadNoun {
            if FieldWords.origin.contains(word) { return side(.callingNumber, hadNoun ? .plain : weight(word)) }
            if FieldWords.target.contains(word) { return side(.calledNumber, hadNoun ? .plain : weight(word)) }
        }
        if FieldWords.callerID.contains(word) { return side(.callingNumber, .hint) }
        if FieldWords.calledID.contains(word) { return side(.calledNumber, .hint) }
        guard hadNoun, !heading.isPlural, cut == nil else { return nil }
        if FieldWords.own.contains(word) || word == "your" { return found(.ownNumber, .plain) }
        if FieldWords.other.contains(word) { return found(.otherNumber, .plain) }
        return nil
    }

    /// `from` and `to` are numbers more often than `source` and `destination`, which may be places.
    private static func weight(_ word: String) -> NamedField.Strength {
        word == "from" || word == "to" || word == "dialed" ? .plain : .loose
    }

    private static func found(_ field: SampleField, _ strength: NamedField.Strength) -> NamedField {
        NamedField(meaning: .sample(field), strength: strength)
    }

    // MARK: Times

    private static func zone(_ words: [String]) -> NamedField? {
        let set = Set(words).subtracting(FieldWords.fillers)
        guard set.contains("zone") || set.contains("offset"),
            set.isSubset(of: [
                "zone", "time", "offset", "utc", "gmt", "local", "site", "user", "number", "line", "all", "in",
            ])
        else { return nil }
        return found(.timeZone, .exact)
    }

    private static func instant(_ heading: HeadingWords) -> NamedField? {
        var set = Set(heading.words).subtracting(FieldWords.fillers)
        var limit = NamedField.Strength.exact
        var zone = heading.remarks.first { isZone($0) }
        for name in ["utc", "gmt"] where set.count > 1 && set.contains(name) {
            set.remove(name)
            zone = "UTC"
        }
        set.remove("local")
        if heading.words.contains("at"), set.remove("made") != nil { set.insert("placed") }
        if heading.words.contains("at"), set == ["called"] || set == ["dialed"] { set = ["placed"] }
        limit = min(limit, withoutOccasion(&set))
        let parts = FieldWords.dates.union(FieldWords.times).union(FieldWords.instants)
        let marks = FieldWords.starts.union(FieldWords.ends).union(FieldWords.setups).union(FieldWords.answers)
        guard !set.isEmpty, set.isSubset(of: parts.union(marks).union(["up"])) else { return nil }
        let hasDate = !set.isDisjoint(with: FieldWords.dates)
        let hasTime = !set.isDisjoint(with: FieldWords.times)
        let isWhole = !set.isDisjoint(with: FieldWords.instants) || hasDate == hasTime
        let isStart = !set.isDisjoint(with: FieldWords.starts)
        let isEnd = !set.isDisjoint(with: FieldWords.ends)
        let isNear = !set.isDisjoint(with: FieldWords.setups)
        let isAnswer = !set.isDisjoint(with: FieldWords.answers)
        guard [isStart, isEnd, isNear || isAnswer].count(where: { $0 }) <= 1 else { return nil }
        // "Call made at", "placed at".
        if heading.words.contains("at"), isNear, set.isSubset(of: FieldWords.setups) {
            return NamedField(meaning: .sample(.startedAt), strength: .loose, zone: zone)
        }
        // "Placed" and "answered" alone are no times.
        if isNear || isAnswer, !hasDate, !hasTime, set.isDisjoint(with: FieldWords.instants) { return nil }
        let meaning: FieldMeaning
        if isWhole || isNear || isAnswer {
            meaning = .sample(isEnd ? .endedAt : .startedAt)
        } else if isEnd {
            meaning = .part(hasDate ? .endDate : .endTime)
        } else {
            meaning = .part(hasDate ? .startDate : .startTime)
        }
        let strength: NamedField.Strength =
            isAnswer ? .hint : isNear ? .loose : isStart || isEnd || (hasDate && hasTime) ? .exact : .plain
        return NamedField(meaning: meaning, strength: min(strength, limit), zone: zone)
    }

    /// Takes out words that say of what the moment is, and how it is counted: "activity date", "start epoch", "when did it
    /// happen".
    private static func withoutOccasion(_ set: inout Set<String>) -> NamedField.Strength {
        let moments = FieldWords.dates.union(FieldWords.instants)
        let edges = FieldWords.starts.union(FieldWords.ends)
        if !set.isDisjoint(with: FieldWords.epochs) {
            set.subtract(FieldWords.epochs)
            if set.isDisjoint(with: edges) { set.insert("timestamp") }
            return .loose
        }
        if !set.isDisjoint(with: FieldWords.occasions), !set.isDisjoint(with: moments.union(edges)) {
            set.subtract(FieldWords.occasions)
            return .loose
        }
        if !set.isDisjoint(with: moments.union(FieldWords.times)), set.isDisjoint(with: edges) {
            let placed = set.contains("placed")
            set.subtract(FieldWords.happenings)
            if placed { set.insert("placed") }
        }
        return .exact
    }

    /// "AM/PM" in a field of its own.
    private static func half(_ words: [String]) -> NamedField? {
        let joined = words.filter { $0 != "or" }.joined()
        return joined == "ampm" || joined == "meridiem"
            ? NamedField(meaning: .part(.startHalf), strength: .exact) : nil
    }

    /// Whether a remark is a zone and nothing else: `UTC`, `Europe/London`, `GMT`.
    private static func isZone(_ remark: String) -> Bool {
        guard remark.utf8.count <= 48, remark.unicodeScalars.contains(where: { ("A"..."Z").contains($0) }) else {
            return false
        }
        // "hh:mm" and "dd/mm/yyyy" say how a time is written.
        let letters = Set(remark.lowercased().filter(\.isLetter))
        return !letters.isSubset(of: Set("dmyhs")) && ZoneWords.read(remark, hints: ZoneHints()) != nil
    }

    private static func duration(_ heading: HeadingWords) -> NamedField? {
        var set = Set(heading.words).subtracting(FieldWords.fillers)
        let named = Set(
            heading.remarks.flatMap { HeadingWords($0)?.words ?? [] }
                + heading.remarks.map { $0.lowercased() })
        let all = set.union(named)
        let unit: DurationUnit? =
            !all.isDisjoint(with: FieldWords.milliseconds)
            ? .milliseconds
            : !all.isDisjoint(with: FieldWords.minutes) || named == ["m"]
                ? .minutes
                : !all.isDisjoint(with: FieldWords.hours) && !all.contains("mm")
                    && all.isDisjoint(with: FieldWords.seconds)
                    ? .hours : nil
        set.subtract(FieldWords.seconds)
        set.subtract(FieldWords.minutes)
        set.subtract(FieldWords.milliseconds)
        set.subtract(FieldWords.hours)
        let isTalk = !set.isDisjoint(with: FieldWords.talks)
        let isDuration = !set.isDisjoint(with: FieldWords.durations)
        // "Duration (in call)" stands beside "Duration (total)".
        let isPart = set.contains("in") || named.contains("in") || !named.isDisjoint(with: FieldWords.talks)
        guard isTalk || isDuration,
            set.isSubset(of: FieldWords.durations.union(FieldWords.talks).union(["total", "time", "in", "bill"]))
        else { return nil }
        let strength: NamedField.Strength = isDuration ? (isPart || isTalk ? .loose : .exact) : .loose
        return NamedField(meaning: .sample(.durationSeconds), strength: strength, unit: unit)
    }

    // MARK: Direction and the rest

    private static func direction(_ words: [String]) -> NamedField? {
        let set = Set(words).subtracting(FieldWords.fillers)
        if !set.isDisjoint(with: FieldWords.directions),
            set.isSubset(of: FieldWords.directions.union(FieldWords.directed))
        {
            return found(.direction, .exact)
        }
        let ways = FieldWords.incoming.union(FieldWords.outgoing).union(["internal"])
        if !set.isDisjoint(with: FieldWords.incoming), !set.isDisjoint(with: FieldWords.outgoing),
            set.isSubset(of: ways)
        {
            return found(.direction, .exact)
        }
        return set == ["type"] ? found(.direction, .hint) : nil
    }

    private static func plain(_ words: [String]) -> NamedField? {
        let set = Set(words).subtracting(FieldWords.fillers)
        if set == ["country"] { return found(.country, .exact) }
        if !set.isDisjoint(with: FieldWords.symptoms),
            set.isSubset(of: FieldWords.symptoms.union(["type", "heard", "observed", "quality", "audio"]))
        {
            return found(.symptoms, .exact)
        }
        if set == ["who", "heard"] || set == ["heard"] { return found(.heardBy, .plain) }
        if set.isSubset(of: FieldWords.captures), !set.isEmpty { return found(.capture, .plain) }
        if set.isSubset(of: FieldWords.notes), !set.isEmpty { return found(.note, .plain) }
        return nil
    }
}
