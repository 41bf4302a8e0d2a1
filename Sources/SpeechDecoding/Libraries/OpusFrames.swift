import LoadedLibraries

/// Opus at 48 kHz, mixed to one channel. A packet holds at most 120 ms (RFC 6716 §3.2.5).
final class OpusFrames: FrameDecoder {
    private static let rate: Int32 = 48_000
    private static let mostSamples = 5_760
    /// Opus makes substitutes in steps of 2.5 ms.
    private static let step = 120
    private let library: OpusLibrary
    private let state: OpaquePointer

    init() throws(SpeechDecodingError) {
        guard let library = OpusLibrary.installed.loaded else { throw .missing(.opus) }
        var code: Int32 = 0
        guard let state = library.create(OpusFrames.rate, 1, &code), code == OpusLibrary.success else {
            throw .library(code: Int(code))
        }
        self.library = library
        self.state = state
    }

    deinit { library.destroy(state) }

    var concealsLoss: Bool { true }

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int {
        let library = self.library
        return try payload.withUnsafeBytes { bytes throws(SpeechDecodingError) in
            guard let data = bytes.bound(UInt8.self) else { throw .empty }
            let length = Int32(clamping: bytes.count)
            let samples = library.sampleCount(data, length, OpusFrames.rate)
            guard samples > 0, samples <= OpusFrames.mostSamples else { throw .malformed }
            // The sizes of the frames inside must add up to the packet; a packet holds at most 48 frames.
            let parsed = withUnsafeTemporaryAllocation(of: Int16.self, capacity: 48) { sizes in
                sizes.baseAddress.map { library.parse(data, length, nil, nil, $0, nil) } ?? 0
            }
            guard parsed > 0 else { throw .malformed }
            return Int(samples)
        }
    }

    func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        let state = self.state
        let library = self.library
        var result: Int32 = 0
        output.append(room: samples) { room in
            payload.withUnsafeBytes { bytes in
                guard let data = bytes.bound(UInt8.self), let pcm = room.baseAddress else { return 0 }
                result = library.decode(
                    state, data, Int32(clamping: bytes.count), pcm, Int32(clamping: room.count), 0)
                return Int(result)
            }
        }
        guard result > 0 else { throw .library(code: Int(result)) }
    }

    func conceal(samples: Int, next: RawSpan?, into output: inout [Int16]) {
        var left = samples
        // Only the last lost packet can be in the one after the gap.
        var spare = 0
        if let next, let count = try? sampleCount(next) { spare = count }
        while left > 0, !(spare > 0 && left <= spare) {
            let wanted = min(OpusFrames.mostSamples, spare > 0 ? left - spare : left)
            left -= make(wanted, from: nil, into: &output)
        }
        if left > 0 { _ = make(left, from: next, into: &output) }
    }

    /// Makes `wanted` samples, from the spare copy in a packet or from the decoder's state; silence if neither works.
    private func make(_ wanted: Int, from packet: RawSpan?, into output: inout [Int16]) -> Int {
        let state = self.state
        let library = self.library
        let whole = (wanted + OpusFrames.step - 1) / OpusFrames.step * OpusFrames.step
        let start = output.count
        output.append(room: whole) { room in
            let length = Int32(clamping: room.count)
            guard let pcm = room.baseAddress else { return 0 }
            guard let packet else {
                _ = library.decode(state, nil, 0, pcm, length, 0)
                return room.count
            }
            packet.withUnsafeBytes { bytes in
                _ = library.decode(state, bytes.bound(UInt8.self), Int32(clamping: bytes.count), pcm, length, 1)
            }
            return room.count
        }
        output.removeLast(output.count - start - wanted)
        return wanted
    }
}
