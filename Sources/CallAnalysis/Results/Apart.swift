/// A value that few have, kept apart from what holds it, so that those without it take no room for it.
struct Apart<Value: Sendable>: Sendable {
    private var kept: [Value] = []

    /// Nothing.
    init() {}

    /// The value; `nil` for none.
    var value: Value? {
        get { kept.first }
        _modify {
            var taken = kept.popLast()
            yield &taken
            if let taken { kept.append(taken) } else { kept = [] }
        }
    }
}
