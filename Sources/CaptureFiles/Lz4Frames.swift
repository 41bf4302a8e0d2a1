import CLz4

/// One lz4 frame after the other, by liblz4; the context is freed with the object.
///
/// Blocks are 4 MiB at most and refer 64 KiB back, which bounds what the library keeps.
final class Lz4Frames {
    private let context: OpaquePointer
    /// Bytes after which the library has something to do, by its own word.
    private var hint = 1

    /// The header of a block, and the checksum of a block.
    private static let fieldBytes = 4

    init?() {
        var context: OpaquePointer?
        let status = LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
        guard LZ4F_isError(status) == 0, let context else { return nil }
        self.context = context
    }

    deinit {
        _ = LZ4F_freeDecompressionContext(context)
    }

    /// Takes what it can, at most one block; a call with neither input nor room for held output does nothing.
    ///
    /// As with zstd, no call is given more than one step takes, so that an error comes after all output before it. The
    /// hint counts in the header of the following block, and the checksum of a block stored as it is.
    func advance(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> FrameStep {
        let spare = hint > 2 * Self.fieldBytes ? 2 * Self.fieldBytes : hint > Self.fieldBytes ? Self.fieldBytes : 0
        let step = max(1, hint - spare)
        var taken = min(step, input.count)
        var given = output.count
        let status = LZ4F_decompress(context, output.baseAddress, &given, input.baseAddress, &taken, nil)
        guard LZ4F_isError(status) == 0 else {
            let text = String(cString: LZ4F_getErrorName(status))
            return FrameStep(fault: RecordFault(.damagedCompression, text))
        }
        hint = status
        return FrameStep(consumed: taken, produced: given, isAtEnd: status == 0)
    }
}
