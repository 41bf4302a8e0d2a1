import CZlib

/// gzip data of one or several members.
///
/// zlib keeps a pointer to its stream, so the stream has a place of its own that never moves.
struct GzipStream: ~Copyable, UnpackingState {
    private let stream: UnsafeMutablePointer<z_stream>
    private let isReady: Bool
    private(set) var mayEnd = false

    var compression: CaptureFileFacts.Compression { .gzip }

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window; 16 more ask for a gzip header and trailer, checksum included.
        isReady = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isReady { _ = inflateEnd(stream) }
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    mutating func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackStep {
        var step = UnpackStep()
        guard isReady else {
            step.fault = RecordFault(.damagedCompression, "zlib could not be started")
            return step
        }
        var before = -1
        while step.consumed + step.produced > before, step.produced < output.count, step.fault == nil {
            before = step.consumed + step.produced
            if !mayEnd { advance(input, output, &step) }
            if mayEnd, step.consumed < input.count { startNextMember(input, &step) }
        }
        return step
    }

    /// Zeros may follow the last member, as tapes and block devices leave them; anything else must be a member.
    private mutating func startNextMember(_ input: UnsafeRawBufferPointer, _ step: inout UnpackStep) {
        while step.consumed < input.count, input[step.consumed] == 0 { step.consumed += 1 }
        guard step.consumed < input.count else { return }
        guard input[step.consumed] == 0x1F, inflateReset(stream) == Z_OK else {
            step.fault = RecordFault(.damagedCompression, "bytes that are not gzip follow the compressed data")
            return
        }
        mayEnd = false
    }

    private mutating func advance(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ step: inout UnpackStep
    ) {
        let source = UnsafeRawBufferPointer(rebasing: input[step.consumed...])
        let target = UnsafeMutableRawBufferPointer(rebasing: output[step.produced...])
        let sourceCount = UInt32(clamping: source.count)
        let targetCount = UInt32(clamping: target.count)
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = sourceCount
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = targetCount
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        step.consumed += Int(sourceCount - stream.pointee.avail_in)
        step.produced += Int(targetCount - stream.pointee.avail_out)
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        switch status {
        case Z_STREAM_END:
            mayEnd = true
        case Z_OK, Z_BUF_ERROR:
            // The latter only says that there is nothing to do without more input or room.
            break
        default:
            let text = stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)"
            step.fault = RecordFault(.damagedCompression, text)
        }
    }
}
