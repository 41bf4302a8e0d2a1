import CZstd
import Cases

/// Packs what comes, block by block, as one Zstandard frame with a checksum.
final class ZstandardWriting {
    private let context: OpaquePointer
    private var output = [UInt8](repeating: 0, count: 1 << 17)

    init() throws(CaseStoreError) {
        guard let context = ZSTD_createCCtx() else {
            throw CaseStoreError(.unusable, "there is not enough memory to pack a document.")
        }
        self.context = context
        _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3)
        _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { ZSTD_freeCCtx(context) }

    func append(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try pack(bytes, ZSTD_e_continue, body)
    }

    func finish(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try pack(UnsafeRawBufferPointer(start: nil, count: 0), ZSTD_e_end, body)
    }

    private func pack(
        _ bytes: UnsafeRawBufferPointer, _ end: ZSTD_EndDirective, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while true {
            let (left, made) = output.withUnsafeMutableBytes { room in
                var out = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                return (ZSTD_compressStream2(context, &out, &input, end), out.pos)
            }
            guard ZSTD_isError(left) == 0 else {
                throw CaseStoreError(
                    .unusable, "a document cannot be packed: \(String(cString: ZSTD_getErrorName(left))).")
            }
            if made > 0 { try output.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[0..<made])) } }
            if end == ZSTD_e_end ? left == 0 : input.pos == input.size { return }
        }
    }
}

/// Unpacks a file of Zstandard, block by block.
enum ZstandardReading {
    /// Hands on the bytes of the frame that `descriptor` reads, while `isWanted`; false if it is damaged or cut.
    static func unpack(
        _ descriptor: Int32, named path: String, while isWanted: () -> Bool,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        guard let context = ZSTD_createDCtx() else {
            throw CaseStoreError(.unusable, "there is not enough memory to unpack \(path).")
        }
        defer { ZSTD_freeDCtx(context) }
        var block = [UInt8](repeating: 0, count: 1 << 17)
        var output = [UInt8](repeating: 0, count: 1 << 18)
        var left = 1
        while isWanted() {
            let count = try VaultFiles.read(descriptor, into: &block, named: path)
            if count == 0 { return left == 0 }
            var position = 0
            while position < count || left > 0, isWanted() {
                let (status, consumed, made) = block.withUnsafeBytes { source in
                    output.withUnsafeMutableBytes { room in
                        var input = ZSTD_inBuffer(src: source.baseAddress, size: count, pos: position)
                        var out = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                        let status = ZSTD_decompressStream(context, &out, &input)
                        return (status, input.pos, out.pos)
                    }
                }
                guard ZSTD_isError(status) == 0 else { return false }
                left = status
                if made > 0 {
                    try output.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[0..<made])) }
                }
                let isStuck = consumed == position && made == 0
                position = consumed
                if isStuck { break }
            }
        }
        return true
    }
}
