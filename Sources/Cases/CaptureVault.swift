/// Bytes under the hash they have, in files, in objects, wherever: captures as they came, documents packed.
///
/// Whatever comes in is held first, apart from what is kept, and hashed on the way. A store keeps it inside the
/// transaction that names it, and deletes inside a transaction in which nothing names it any more; so a case that is
/// erased beside one that is opened with the same capture takes nothing away from it.
public protocol CaptureVault: Sendable {
    /// Begins to take in bytes, at most `limit`.
    func begin(limit: Int) throws -> any VaultWriter
    /// Where held bytes can be read on this machine, as they came.
    func path(of held: HeldBytes) -> String?
    /// Keeps held bytes under their hash; they stay held as well.
    func keep(_ held: HeldBytes) throws
    /// Lets go of held bytes. What is not let go of goes when the process ends, however it ends.
    func release(_ held: HeldBytes)

    /// Where kept bytes can be read on this machine as they came; `nil` where there is no such file.
    func path(of sha256: String) -> String?
    /// Whether something is kept under this hash; its bytes are not looked at.
    func holds(_ sha256: String) -> Bool
    /// Hands on kept bytes of `range`, or all, block by block. Throws `store.damaged` if there are none.
    func read(_ sha256: String, range: Range<Int>?, _ body: (UnsafeRawBufferPointer) throws -> Void) throws
    /// Whether the kept bytes are what their hash says.
    func state(of sha256: String) -> VaultState
    /// Deletes what is kept under this hash; nothing is said if there is nothing.
    func delete(_ sha256: String) throws
    /// The hashes under which something is kept.
    func hashes() -> [String]
}

extension CaptureVault {
    /// All kept bytes, at most `limit`; `nil` if there are more.
    public func bytes(of sha256: String, limit: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        try read(sha256, range: 0..<(limit == .max ? limit : limit + 1)) { bytes.append(contentsOf: $0) }
        return bytes.count <= limit ? bytes : nil
    }
}

/// Takes in bytes and hashes them on the way. What is not finished is let go of.
public protocol VaultWriter: AnyObject {
    /// Takes the next bytes. Throws `store.capture-too-large` beyond the limit.
    func append(_ bytes: UnsafeRawBufferPointer) throws
    /// Ends: all bytes are safe on the disk.
    func finish() throws -> HeldBytes
}

/// Bytes that a vault holds until they are kept or let go of.
public struct HeldBytes: Equatable, Sendable {
    /// SHA-256 of the bytes as they came, in lower-case hexadecimal.
    public var sha256: String
    /// How many bytes came.
    public var bytes: Int
    /// By what the vault knows them.
    public var token: String

    /// Held bytes of their parts.
    public init(sha256: String, bytes: Int, token: String) {
        self.sha256 = sha256
        self.bytes = bytes
        self.token = token
    }
}

/// Whether kept bytes are what their hash says.
public enum VaultState: Equatable, Sendable {
    /// They are.
    case whole
    /// Nothing is kept under this hash.
    case missing
    /// Other bytes are kept under this hash, or they cannot be read.
    case changed
}
