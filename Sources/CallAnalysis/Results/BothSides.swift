/// A value for each of the two parties, where there is one: what a dictionary by ``CallSide`` would hold, in place.
public struct BothSides<Value: Sendable>: Sendable {
    private var calling: Value?
    private var called: Value?

    /// Nothing of either side.
    public init() {}

    /// True if there is no value for either side.
    public var isEmpty: Bool { calling == nil && called == nil }

    /// The value of `side`; `nil` if there is none.
    public subscript(side: CallSide) -> Value? {
        get {
            switch side {
            case .calling: return calling
            case .called: return called
            }
        }
        set {
            switch side {
            case .calling: calling = newValue
            case .called: called = newValue
            }
        }
    }
}

extension BothSides: ExpressibleByDictionaryLiteral {
    /// The values given, by side; of two for one side, the last.
    public init(dictionaryLiteral elements: (CallSide, Value)...) {
        for (side, value) in elements { self[side] = value }
    }
}

extension BothSides: Equatable where Value: Equatable {}
