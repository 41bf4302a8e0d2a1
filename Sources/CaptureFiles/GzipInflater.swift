import CZlib

/// Unpacks gzip (RFC 1952) as it is read, several members in a row included.
final class GzipInflater {
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isAtMemberEnd = false
    private(set) var totalOut = 0

    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 window bits, plus 16 for the gzip wrapper.
        let status = inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deinitialize(count: 1)
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// What one step did.
    struct Step {
        var consumed = 0
        var produced = 0
        var isDamaged = false
        /// Trailing bytes that are no further member.
        var hasTrailingBytes = false
    }

    /// Unpacks from `input` into `output` until one of them is used up.
    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
        var step = Step()
        if isAtMemberEnd {
            guard let first = input.first else { return step }
            guard first == 0x1F else {
                step.hasTrailingBytes = true
                step.consumed = input.count
                return step
            }
            inflateReset(stream)
            isAtMemberEnd = false
        }
        let inputCount = min(input.count, Int(UInt32.max))
        let outputCount = min(output.count, Int(UInt32.max))
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(inputCount)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(outputCount)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        step.consumed = inputCount - Int(stream.pointee.avail_in)
        step.produced = outputCount - Int(stream.pointee.avail_out)
        totalOut += step.produced
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isAtMemberEnd = true
        default: step.isDamaged = true
        }
        return step
    }
}
