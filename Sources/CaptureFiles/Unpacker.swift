import Synchronization

/// Unpacks compressed data piece by piece, in constant memory.
protocol Unpacker: Sendable {
    /// The compression; `none` until enough was seen to tell.
    var compression: CaptureFileFacts.Compression { get }
    /// True where the data may end.
    var mayEnd: Bool { get }
    /// Unpacks from `input` until it is used up, `output` is full, or the data prove damaged.
    ///
    /// A library may hold output back when there is no room, so ask again after a full `output`, even without input.
    func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackStep
}

/// What one call of an ``Unpacker`` did.
struct UnpackStep {
    var consumed = 0
    var produced = 0
    /// What is wrong with the data.
    var fault: RecordFault?
}

/// The state of one compression library: pointers that belong to it, freed with it.
protocol UnpackingState: ~Copyable {
    var compression: CaptureFileFacts.Compression { get }
    var mayEnd: Bool { get }
    mutating func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackStep
}

/// An unpacker over the state of a library; the mutex makes that state safe to send.
final class LockedUnpacker<State: UnpackingState & ~Copyable>: Unpacker {
    private let state: Mutex<State>

    init(_ state: consuming sending State) {
        self.state = Mutex(state)
    }

    var compression: CaptureFileFacts.Compression {
        state.withLock { $0.compression }
    }

    var mayEnd: Bool {
        state.withLock { $0.mayEnd }
    }

    func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackStep {
        // As integers, since pointers of the caller must not be seen to enter the mutex.
        let source = UInt(bitPattern: input.baseAddress)
        let sourceCount = input.count
        let target = UInt(bitPattern: output.baseAddress)
        let targetCount = output.count
        return state.withLock { state in
            let input = UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: source), count: sourceCount)
            let output = UnsafeMutableRawBufferPointer(
                start: UnsafeMutableRawPointer(bitPattern: target), count: targetCount)
            return state.unpack(input, into: output)
        }
    }
}
