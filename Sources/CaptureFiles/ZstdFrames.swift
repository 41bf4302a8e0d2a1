import CZstd

/// One zstd frame after the other, by libzstd; the context is freed with the object.
final class ZstdFrames {
    private let context: OpaquePointer
    private let windowText: String
    /// Bytes after which the library has something to do, by its own word.
    private var hint = 1

    private static let blockHeaderBytes = 3

    /// - Parameter windowBytes: the largest window that is granted, rounded down to a power of two.
    init?(windowBytes: Int) {
        guard let context = ZSTD_createDCtx() else { return nil }
        self.context = context
        let bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax)
        let wanted = Int32(clamping: Int.bitWidth - 1 - max(1, windowBytes).leadingZeroBitCount)
        let granted = max(bounds.lowerBound, min(wanted, bounds.upperBound))
        windowText =
            "the zstd data ask for a window of more than \(1 << Int(granted)) bytes: "
            + "unpack them with `zstd -d --long=31 FILE`"
        guard ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, granted)) == 0 else { return nil }
    }

    deinit {
        _ = ZSTD_freeDCtx(context)
    }

    /// Takes what it can, at most one block; a call with neither input nor room for held output does nothing.
    ///
    /// After an error nothing is known of what the same call gave out before, so no call is given more than one step
    /// takes: the library's hint, less the header of the following block that the hint counts in.
    func advance(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> FrameStep {
        let step = hint > Self.blockHeaderBytes ? hint - Self.blockHeaderBytes : max(1, hint)
        var source = ZSTD_inBuffer(src: input.baseAddress, size: min(step, input.count), pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let status = ZSTD_decompressStream(context, &target, &source)
        guard ZSTD_isError(status) == 0 else {
            let isWindow = ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge
            let text = String(cString: ZSTD_getErrorName(status))
            return FrameStep(
                fault: isWindow ? RecordFault(.limitExceeded, windowText) : RecordFault(.damagedCompression, text))
        }
        hint = status
        return FrameStep(consumed: source.pos, produced: target.pos, isAtEnd: status == 0)
    }
}
