import Crypto
import CryptoExtras
import Foundation
import Synchronization

/// Values that nobody can guess, and how they are kept.
enum Secrets {
    /// A new one: 32 random bytes, in letters that can stand in a path.
    static func new() -> String { name(bytes: 32) }

    /// A name for a draft or an upload: 16 random bytes in hexadecimal.
    static func identifier() -> String { hexadecimal(random(16)) }

    static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func name(bytes count: Int) -> String {
        Data(random(count)).base64EncodedString().map { character -> String in
            character == "+" ? "-" : character == "/" ? "_" : character == "=" ? "" : String(character)
        }.joined()
    }

    /// What is kept in the place of a secret.
    static func hash(_ secret: String) -> String { hexadecimal(Array(SHA256.hash(data: Array(secret.utf8)))) }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Whether two texts are equal, in a time that does not tell where they differ.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Passwords by scrypt, two at a time: each takes 32 MB.
final class Passwords: Sendable {
    /// The cost: N is two to the power of this.
    let rounds: Int
    private let gate = DispatchSemaphore(value: 2)
    private static let blockSize = 8
    private static let parallelism = 3
    private static let bytes = 32
    /// Characters of a password, at least and at most.
    static let characters = 10...200

    init(rounds: Int = 15) {
        self.rounds = rounds
    }

    /// What is kept of a password: hash, salt and cost.
    func encode(_ password: String) throws -> String {
        let salt = Secrets.random(16)
        let hash = try derive(password, salt, rounds: rounds)
        return "$scrypt$ln=\(rounds),r=\(Self.blockSize),p=\(Self.parallelism)$"
            + Data(salt).base64EncodedString() + "$" + Data(hash).base64EncodedString()
    }

    /// Whether a password is the one that was encoded. Without an encoded one it takes as long and is false.
    func fits(_ password: String, _ encoded: String?) -> Bool {
        let parts = (encoded ?? "").split(separator: "$").map(String.init)
        guard parts.count == 4, parts[0] == "scrypt", let rounds = Passwords.rounds(parts[1]),
            let salt = Data(base64Encoded: parts[2]), let hash = Data(base64Encoded: parts[3])
        else {
            _ = try? derive(password, [UInt8](repeating: 0, count: 16), rounds: self.rounds)
            return false
        }
        guard let derived = try? derive(password, Array(salt), rounds: rounds) else { return false }
        return Secrets.areEqual(Secrets.hexadecimal(derived), Secrets.hexadecimal(Array(hash)))
    }

    /// Whether a password was encoded with less than it is now.
    func isWeak(_ encoded: String) -> Bool {
        let parts = encoded.split(separator: "$").map(String.init)
        return (parts.count == 4 ? Passwords.rounds(parts[1]) : nil).map { $0 < rounds } ?? true
    }

    private static func rounds(_ text: String) -> Int? {
        guard let first = text.split(separator: ",").first, first.hasPrefix("ln="), let value = Int(first.dropFirst(3)),
            (4...20).contains(value)
        else { return nil }
        return value
    }

    private func derive(_ password: String, _ salt: [UInt8], rounds: Int) throws -> [UInt8] {
        gate.wait()
        defer { gate.signal() }
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: Self.bytes, rounds: 1 << rounds,
            blockSize: Self.blockSize, parallelism: Self.parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

/// One-time codes of an authenticator (RFC 6238): SHA-1, 30 seconds, six digits.
enum OneTimeCodes {
    /// Seconds of a code.
    static let seconds: Int64 = 30
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The step whose code this is, one before or after now included; `nil` if it is none.
    static func step(of code: String, secret: [UInt8], atSeconds now: Int64) -> Int64? {
        let digits = code.filter(\.isNumber)
        guard digits.utf8.count == 6 else { return nil }
        let current = now / seconds
        var found: Int64?
        for step in [current, current - 1, current + 1] where Secrets.areEqual(self.code(secret, step: step), digits) {
            found = step
        }
        return found
    }

    static func code(_ secret: [UInt8], step: Int64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number =
            UInt32(mac[offset] & 0x7F) << 24 | UInt32(mac[offset + 1]) << 16 | UInt32(mac[offset + 2]) << 8
            | UInt32(mac[offset + 3])
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - text.count) + text
    }

    /// A secret in the letters that authenticators take.
    static func letters(_ secret: [UInt8]) -> String {
        var result: [UInt8] = []
        var bits = 0
        var value = 0
        for byte in secret {
            value = (value << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                result.append(alphabet[value >> bits & 31])
            }
        }
        if bits > 0 { result.append(alphabet[value << (5 - bits) & 31]) }
        return String(decoding: result, as: UTF8.self)
    }

    /// The secret of letters; `nil` if they are none.
    static func secret(_ letters: String) -> [UInt8]? {
        var result: [UInt8] = []
        var bits = 0
        var value = 0
        for byte in letters.utf8 {
            guard let digit = alphabet.firstIndex(of: byte) else { return nil }
            value = (value << 5 | digit) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(value >> bits & 255))
            }
        }
        return result
    }
}
