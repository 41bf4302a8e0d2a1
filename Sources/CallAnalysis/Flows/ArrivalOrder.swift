/// In which order the entries of a table came, so that the oldest can be dropped without looking at all of them.
///
/// Entries that were removed otherwise stay in line until they come to its head, or until there are many more of them
/// than of the others.
struct ArrivalOrder<Key: Hashable & Sendable>: Sendable {
    private var line: [(key: Key, order: Int)] = []
    private var head = 0
    private var counter = 0

    /// Puts `key` at the end of the line; returns its number, which the table keeps with the entry.
    mutating func append(_ key: Key) -> Int {
        counter &+= 1
        line.append((key, counter))
        return counter
    }

    /// Takes the oldest key off the line that `table` still holds under its number.
    mutating func takeOldest<Entry>(of table: [Key: Entry], order: (Entry) -> Int) -> Key? {
        while head < line.count {
            let next = line[head]
            head += 1
            if let entry = table[next.key], order(entry) == next.order { return next.key }
        }
        return nil
    }

    /// Forgets those that are gone, once they are most of the line.
    mutating func tidy<Entry>(by table: [Key: Entry], order: (Entry) -> Int) {
        guard line.count > 64 + 4 * table.count else { return }
        line = line[head...].filter { item in table[item.key].map(order) == item.order }
        head = 0
    }
}
