/// The rows of an answer, in binary form; used by one thread.
final class PostgresRows {
    private let library: Libpq
    private let raw: OpaquePointer
    /// Column numbers by their names as they are asked for.
    private var places: [String: Int32] = [:]
    /// How many rows there are.
    let count: Int

    init(_ raw: OpaquePointer, of library: Libpq) {
        self.raw = raw
        self.library = library
        count = Int(library.rows(raw))
    }

    deinit { library.clear(raw) }

    /// How many rows a statement changed.
    var affected: Int { library.affected(raw).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// The first row.
    var first: PostgresRow? { count > 0 ? PostgresRow(rows: self, index: 0) : nil }

    func map<Value>(_ body: (PostgresRow) throws -> Value) rethrows -> [Value] {
        try (0..<count).map { try body(PostgresRow(rows: self, index: Int32($0))) }
    }

    func forEach(_ body: (PostgresRow) throws -> Void) rethrows {
        for index in 0..<count { try body(PostgresRow(rows: self, index: Int32(index))) }
    }

    /// The first column of each row.
    func column<Value: PostgresColumn>(as type: Value.Type = Value.self) -> [Value] {
        (0..<count).map { read(Int32($0), 0) ?? Value.absent }
    }

    fileprivate func place(of name: String) -> Int32? {
        if let known = places[name] { return known }
        // PostgreSQL folds names that are not quoted.
        let folded = name.lowercased()
        for column in 0..<library.columns(raw) {
            guard let found = library.columnName(raw, column), String(cString: found) == folded else { continue }
            places[name] = column
            return column
        }
        assertionFailure("there is no column \(name)")
        return nil
    }

    fileprivate func read<Value: PostgresColumn>(_ row: Int32, _ column: Int32) -> Value? {
        guard library.isNull(raw, row, column) == 0, let start = library.value(raw, row, column) else { return nil }
        return Value(column: UnsafeRawBufferPointer(start: start, count: Int(library.length(raw, row, column))))
    }

    fileprivate func type(_ column: Int32) -> UInt32 { library.columnType(raw, column) }
}

/// One row of an answer.
struct PostgresRow {
    fileprivate let rows: PostgresRows
    fileprivate let index: Int32

    subscript<Value: PostgresColumn>(name: String) -> Value? {
        rows.place(of: name).flatMap { rows.read(index, $0) }
    }

    /// The value of a column that is never NULL.
    subscript<Value: PostgresColumn>(name: String) -> Value { self[name] ?? Value.absent }

    /// The value of a column by its number, from 0.
    func value<Value: PostgresColumn>(_ column: Int, as type: Value.Type = Value.self) -> Value? {
        rows.read(index, Int32(truncatingIfNeeded: column))
    }

    /// The type of a column by its number.
    func type(_ column: Int) -> UInt32 { rows.type(Int32(truncatingIfNeeded: column)) }
}
