import CLz4
import CZstd

@testable import CaptureFiles

extension BuiltCaptures {
    /// `bytes` as one zstd frame with a checksum, in blocks of at most `block` bytes.
    static func zstd(_ bytes: [UInt8], block: Int = .max) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { return [] }
        defer { _ = ZSTD_freeCCtx(context) }
        _ = ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var file = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count) + 1_024)
        var written = 0
        var start = 0
        repeat {
            let end = start + min(block, bytes.count - start)
            let directive = end == bytes.count ? ZSTD_e_end : ZSTD_e_flush
            written += bytes[start..<end].withUnsafeBytes { source in
                file[written...].withUnsafeMutableBytes { target in
                    var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    _ = ZSTD_compressStream2(context, &output, &input, directive)
                    return output.pos
                }
            }
            start = end
        } while start < bytes.count
        return Array(file[..<written])
    }

    /// `bytes` as one lz4 frame with checksums of blocks and content, in blocks that refer to one another.
    static func lz4(_ bytes: [UInt8], block: Int = .max) -> [UInt8] {
        var context: OpaquePointer?
        _ = LZ4F_createCompressionContext(&context, UInt32(LZ4F_VERSION))
        defer { _ = LZ4F_freeCompressionContext(context) }
        var settings = LZ4F_preferences_t()
        settings.frameInfo.blockSizeID = LZ4F_max64KB
        settings.frameInfo.blockMode = LZ4F_blockLinked
        settings.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        settings.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled
        settings.autoFlush = 1
        let room = LZ4F_compressBound(bytes.count, &settings) + 64 + 16 * (bytes.count / max(1, block) + 1)
        var file = [UInt8](repeating: 0, count: room)
        return file.withUnsafeMutableBytes { target in
            var written = LZ4F_compressBegin(context, target.baseAddress, target.count, &settings)
            var start = 0
            while start < bytes.count {
                let end = start + min(block, bytes.count - start)
                written += bytes[start..<end].withUnsafeBytes { source in
                    LZ4F_compressUpdate(
                        context, target.baseAddress.map { $0 + written }, target.count - written, source.baseAddress,
                        source.count, nil)
                }
                start = end
            }
            written += LZ4F_compressEnd(
                context, target.baseAddress.map { $0 + written }, target.count - written, nil)
            return Array(target[..<written])
        }
    }

    /// A frame that both formats pass over.
    static func skippableFrame(_ bytes: [UInt8], number: UInt8 = 0) -> [UInt8] {
        var frame: [UInt8] = [0x50 + number, 0x2A, 0x4D, 0x18]
        frame.append(UInt32(clamping: bytes.count), .littleEndian)
        return frame + bytes
    }
}
