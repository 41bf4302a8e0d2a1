/// A value that goes to the database: always in binary form with its length, for a text in text form ends at U+0000.
enum PostgresValue: Sendable {
    case integer(Int64?)
    case text(String?)
    case bytes([UInt8]?)
    case truth(Bool)
    case texts([String])
    case integers([Int64])

    static func integer(_ value: Int) -> PostgresValue { .integer(Int64(value)) }

    /// Numbers of the types in `pg_type`.
    static let bytesType: UInt32 = 17
    static let truthType: UInt32 = 16
    static let integerType: UInt32 = 20
    static let textType: UInt32 = 25
    static let textsType: UInt32 = 1_009
    static let integersType: UInt32 = 1_016

    var type: UInt32 {
        switch self {
        case .integer: return PostgresValue.integerType
        case .text: return PostgresValue.textType
        case .bytes: return PostgresValue.bytesType
        case .truth: return PostgresValue.truthType
        case .texts: return PostgresValue.textsType
        case .integers: return PostgresValue.integersType
        }
    }

    /// The value as it is sent; `nil` for NULL.
    var encoded: [UInt8]? {
        switch self {
        case .integer(let value): return value.map { PostgresValue.big($0) }
        case .text(let value): return value.map { Array($0.utf8) }
        case .bytes(let value): return value
        case .truth(let value): return [value ? 1 : 0]
        case .texts(let values):
            return PostgresValue.array(of: PostgresValue.textType, values.map { Array($0.utf8) })
        case .integers(let values):
            return PostgresValue.array(of: PostgresValue.integerType, values.map { PostgresValue.big($0) })
        }
    }

    /// Bytes, the highest first.
    static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// An array of one dimension: dimensions, flags, type, count, first index, then each element with its length
    /// (`array_recv` of PostgreSQL).
    private static func array(of type: UInt32, _ elements: [[UInt8]]) -> [UInt8] {
        guard !elements.isEmpty else { return big(Int32(0)) + big(Int32(0)) + big(type) }
        var bytes = big(Int32(1)) + big(Int32(0)) + big(type)
        bytes += big(Int32(truncatingIfNeeded: elements.count)) + big(Int32(1))
        for element in elements { bytes += big(Int32(truncatingIfNeeded: element.count)) + element }
        return bytes
    }
}

/// What a column can be read as.
protocol PostgresColumn {
    /// The value of a column in binary form; `nil` if it is none of this kind.
    init?(column bytes: UnsafeRawBufferPointer)
    /// What stands for a value that is not there.
    static var absent: Self { get }
}

extension Int64: PostgresColumn {
    init?(column bytes: UnsafeRawBufferPointer) {
        switch bytes.count {
        case 2: self = Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
        case 4: self = Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
        case 8: self = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        default: return nil
        }
    }
    static var absent: Int64 { 0 }
}

extension Int: PostgresColumn {
    init?(column bytes: UnsafeRawBufferPointer) {
        guard let value = Int64(column: bytes) else { return nil }
        self = Int(value)
    }
    static var absent: Int { 0 }
}

extension Bool: PostgresColumn {
    init?(column bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 1 else { return nil }
        self = bytes[0] != 0
    }
    static var absent: Bool { false }
}

extension String: PostgresColumn {
    init?(column bytes: UnsafeRawBufferPointer) { self = String(decoding: bytes, as: UTF8.self) }
    static var absent: String { "" }
}

extension [UInt8]: PostgresColumn {
    init?(column bytes: UnsafeRawBufferPointer) { self = Array(bytes) }
    static var absent: [UInt8] { [] }
}
