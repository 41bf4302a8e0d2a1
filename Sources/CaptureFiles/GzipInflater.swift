import CZlib
import Synchronization

/// Unpacks gzip data, of one or several members, piece by piece.
///
/// zlib keeps a pointer to its stream, so the stream lives behind a reference that never moves; the mutex
/// makes that reference safe to send. A copied decoder copies its stream with ``copy()``.
final class GzipInflater: Sendable {
    /// What one call did.
    struct Step {
        var consumed = 0
        var produced = 0
        /// What is wrong with the data, in words.
        var fault: String?
    }

    fileprivate struct State {
        var stream = z_stream()
        var isReady = false
        var isAtMemberEnd = false
    }

    private let state: Mutex<State>

    init() {
        state = Mutex(State())
        state.withLock { state in
            // 15 bits of window; 16 more ask for a gzip header and trailer, checksum included.
            let status = inflateInit2_(&state.stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            state.isReady = status == Z_OK
        }
    }

    deinit {
        state.withLock { state in
            if state.isReady { _ = inflateEnd(&state.stream) }
        }
    }

    /// True where the data may end.
    var isAtMemberEnd: Bool {
        state.withLock { $0.isAtMemberEnd }
    }

    /// A stream of its own in the same state.
    func copy() -> GzipInflater {
        let twin = GzipInflater()
        state.withLock { original in
            let isReady = original.isReady
            let isAtMemberEnd = original.isAtMemberEnd
            Swift.withUnsafeMutablePointer(to: &original.stream) { stream in
                let source = UInt(bitPattern: stream)
                twin.state.withLock { copied in
                    if copied.isReady { _ = inflateEnd(&copied.stream) }
                    let source = UnsafeMutablePointer<z_stream>(bitPattern: source)
                    copied.isReady = isReady && inflateCopy(&copied.stream, source) == Z_OK
                    copied.isAtMemberEnd = isAtMemberEnd
                }
            }
        }
        return twin
    }

    /// Unpacks from `input` until it is used up, `output` is full, or the data prove damaged.
    func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
        // As integers, since pointers of the caller must not be seen to enter the mutex.
        let source = UInt(bitPattern: input.baseAddress)
        let sourceCount = input.count
        let target = UInt(bitPattern: output.baseAddress)
        let targetCount = output.count
        return state.withLock { state in
            let input = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: source), count: sourceCount)
            let output = UnsafeMutableRawBufferPointer(
                start: UnsafeMutableRawPointer(bitPattern: target), count: targetCount)
            return state.inflate(input, into: output)
        }
    }
}

extension GzipInflater.State {
    fileprivate mutating func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> GzipInflater.Step {
        var step = GzipInflater.Step()
        guard isReady else {
            step.fault = "zlib could not be started"
            return step
        }
        // zlib may hold output back when there is no room, so it is asked even without input.
        var before = -1
        while step.consumed + step.produced > before, step.produced < output.count, step.fault == nil {
            before = step.consumed + step.produced
            if !isAtMemberEnd { advance(input, output, &step) }
            if isAtMemberEnd, step.consumed < input.count { startNextMember(input, &step) }
        }
        return step
    }

    /// Zeros may follow the last member, as tapes and block devices leave them; anything else must be a member.
    private mutating func startNextMember(_ input: UnsafeRawBufferPointer, _ step: inout GzipInflater.Step) {
        while step.consumed < input.count, input[step.consumed] == 0 { step.consumed += 1 }
        guard step.consumed < input.count else { return }
        guard input[step.consumed] == 0x1F, inflateReset(&stream) == Z_OK else {
            step.fault = "bytes that are not gzip follow the compressed data"
            return
        }
        isAtMemberEnd = false
    }

    private mutating func advance(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ step: inout GzipInflater.Step
    ) {
        let source = UnsafeRawBufferPointer(rebasing: input[step.consumed...])
        let target = UnsafeMutableRawBufferPointer(rebasing: output[step.produced...])
        let sourceCount = UInt32(clamping: source.count)
        let targetCount = UInt32(clamping: target.count)
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = sourceCount
        stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = targetCount
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        step.consumed += Int(sourceCount - stream.avail_in)
        step.produced += Int(targetCount - stream.avail_out)
        stream.next_in = nil
        stream.next_out = nil
        switch status {
        case Z_STREAM_END:
            isAtMemberEnd = true
        case Z_OK, Z_BUF_ERROR:
            // The latter only says that there is nothing to do without more input or room.
            break
        default:
            step.fault = stream.msg.map { String(cString: $0) } ?? "zlib status \(status)"
        }
    }
}
