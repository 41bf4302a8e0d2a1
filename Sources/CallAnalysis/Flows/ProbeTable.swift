/// Numbers of things by the hash of their keys: open addressing over one array of words, one probe in the usual case.
///
/// The things themselves stand elsewhere, in a dense array; whoever asks says how the key of a number compares. Hashes have
/// to be seeded per table, so that a capture cannot be made to collide on purpose.
struct ProbeTable {
    /// High half: the hash's high half; low half: the number + 1; 0 is free. Their count is a power of two.
    private(set) var slots: [UInt64]
    /// How many numbers were added.
    private(set) var used = 0
    /// How many slots there are at least for each number.
    private let slotsPerNumber: Int

    /// A table without numbers; `slots` is a power of two, and `slotsPerNumber` at least 2.
    init(slots: Int, slotsPerNumber: Int) {
        self.slots = [UInt64](repeating: 0, count: slots)
        self.slotsPerNumber = slotsPerNumber
    }

    /// The number that was added with `hash` and of which `isSame` says that it has the key.
    @inline(__always)
    func find(_ hash: UInt64, isSame: (Int) -> Bool) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = slots[slot]
            if entry == 0 { return nil }
            if entry >> 32 == hash >> 32 {
                let found = Int(entry & 0xFFFF_FFFF) - 1
                if isSame(found) { return found }
            }
            slot = (slot + 1) & mask
        }
    }

    /// Adds a number that is not here yet; `hashOf` tells the hashes of those that are.
    mutating func add(_ number: Int, hash: UInt64, hashOf: (Int) -> UInt64) {
        if (used + 1) * slotsPerNumber > slots.count {
            let before = slots
            slots = [UInt64](repeating: 0, count: before.count * 2)
            // Only what was here: some numbers never come in, and some gave way to others.
            for entry in before where entry != 0 {
                let earlier = Int(entry & 0xFFFF_FFFF) - 1
                place(earlier, hash: hashOf(earlier))
            }
        }
        place(number, hash: hash)
        used += 1
    }

    /// Has the key lead to `number` from now on; false if it led nowhere.
    mutating func replace(_ hash: UInt64, with number: Int, isSame: (Int) -> Bool) -> Bool {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32, isSame(Int(slots[slot] & 0xFFFF_FFFF) - 1) {
                slots[slot] = ProbeTable.entry(number, hash)
                return true
            }
            slot = (slot + 1) & mask
        }
        return false
    }

    private static func entry(_ number: Int, _ hash: UInt64) -> UInt64 { (hash >> 32) << 32 | UInt64(number + 1) }

    private mutating func place(_ number: Int, hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = ProbeTable.entry(number, hash)
    }
}
