/// Numbers by a 64-bit key, in one array: what tables that every packet may ask need of a dictionary.
///
/// The hash is seeded per table, so that a capture cannot be made to collide on purpose.
struct WordTable {
    private struct Slot {
        var key: UInt64 = 0
        /// ``WordTable/nothing`` if the slot is free.
        var value = WordTable.nothing
    }

    /// The one value that cannot be kept.
    static let nothing = Int64.min

    private var slots: [Slot] = []
    /// How many keys there are.
    private(set) var count = 0
    private let first = UInt64.random(in: .min ... .max)
    private let second = UInt64.random(in: .min ... .max)

    /// The value of `key`; `nil` if there is none. ``nothing`` removes nothing and is not kept.
    subscript(key: UInt64) -> Int64? {
        get {
            guard !slots.isEmpty else { return nil }
            let value = slots[place(of: key)].value
            return value == WordTable.nothing ? nil : value
        }
        set {
            guard let newValue, newValue != WordTable.nothing else { return }
            if (count + 1) * 2 > slots.count { grow() }
            let place = place(of: key)
            if slots[place].value == WordTable.nothing { count += 1 }
            slots[place] = Slot(key: key, value: newValue)
        }
    }

    /// Where `key` stands, or would stand.
    private func place(of key: UInt64) -> Int {
        let product = (key ^ first).multipliedFullWidth(by: second | 1)
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: product.high ^ product.low) & mask
        while slots[place].value != WordTable.nothing, slots[place].key != key { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let before = slots
        slots = [Slot](repeating: Slot(), count: max(64, before.count * 2))
        for slot in before where slot.value != WordTable.nothing { slots[place(of: slot.key)] = slot }
    }
}
