import CallVocabulary
import Cases

/// What every implementation of the protocols of `Cases` has to do, written once: each check runs against a fresh place
/// and throws what it found wrong.
public struct Check<Place>: Sendable, CustomStringConvertible {
    /// Its name.
    public let description: String
    /// Does it.
    public let run: @Sendable (Place) throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (Place) throws -> Void) {
        description = name
        self.run = run
    }
}

/// What an implementation did otherwise than it has to.
public struct Nonconformance: Error, CustomStringConvertible {
    /// What was wrong.
    public let description: String
}

func expect(
    _ isSo: @autoclosure () throws -> Bool, _ words: @autoclosure () -> String = "not so", line: Int = #line
) throws {
    guard try isSo() else { throw Nonconformance(description: "line \(line): \(words())") }
}

func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, line: Int = #line) throws {
    guard found == expected else {
        throw Nonconformance(description: "line \(line): \(found) instead of \(expected)")
    }
}

func expect(_ code: CaseStoreError.Code, line: Int = #line, _ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as CaseStoreError {
        return try expectEqual(error.code, code, line: line)
    }
    throw Nonconformance(description: "line \(line): no error instead of \(code.rawValue)")
}

/// Bytes that differ from others of another seed.
public func someBytes(_ count: Int, seed: Int = 1) -> [UInt8] {
    var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
    }
}

extension CaptureVault {
    /// Holds bytes, taken in pieces.
    public func hold(_ bytes: [UInt8], piece: Int = 4_096) throws -> HeldBytes {
        let writer = try begin(limit: .max)
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + piece)
            try bytes[at..<end].withUnsafeBytes { try writer.append($0) }
            at = end
        }
        return try writer.finish()
    }
}

/// A clock that a test moves.
public final class MovedClock: Clock, @unchecked Sendable {
    /// The time it stands at.
    public var now: CaptureTime
    /// As it was made.
    public let followsHistory: Bool

    /// A clock at so many seconds.
    public init(_ seconds: Int64, followsHistory: Bool = true) {
        now = CaptureTime(seconds: seconds)
        self.followsHistory = followsHistory
    }
}
