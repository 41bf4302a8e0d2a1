/// Numbers by a 64-bit key: as much of a dictionary as tables need that every packet may ask.
struct IntegerMap {
    private struct Entry {
        let key: UInt64
        var value: Int64
    }

    private var entries: [Entry] = []
    private var places = ProbeTable(slots: 0, slotsPerNumber: 2)
    private let seed = StreamIndex.Seed()

    /// How many keys there are.
    var count: Int { entries.count }

    /// The value of `key`; `nil` if there is none. Setting `nil` changes nothing: keys stay.
    subscript(key: UInt64) -> Int64? {
        get {
            guard !entries.isEmpty else { return nil }
            return places.find(seed.hash(word: key)) { entries[$0].key == key }.map { entries[$0].value }
        }
        set {
            guard let newValue else { return }
            if entries.isEmpty { places = ProbeTable(slots: 64, slotsPerNumber: 2) }
            let hash = seed.hash(word: key)
            if let place = places.find(hash, isSame: { entries[$0].key == key }) {
                entries[place].value = newValue
                return
            }
            entries.append(Entry(key: key, value: newValue))
            places.add(entries.count - 1, hash: hash) { [entries, seed] in seed.hash(word: entries[$0].key) }
        }
    }
}
