import LoadedLibraries

/// G.729: frames of 10 bytes, 80 samples; a packet may end with a comfort-noise frame of 2 bytes (annex B).
///
/// After a comfort-noise frame, audio that is not sent is comfort noise too: the library makes it when a frame is
/// reported as erased.
final class G729Frames: FrameDecoder {
    private let library: Bcg729Library
    private let state: OpaquePointer

    init() throws(SpeechDecodingError) {
        guard let library = Bcg729Library.installed.loaded else { throw .missing(.bcg729) }
        guard let state = library.create() else { throw .library(code: 0) }
        self.library = library
        self.state = state
    }

    deinit { library.close(state) }

    var concealsLoss: Bool { true }

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int {
        let rest = payload.byteCount % 10
        guard rest == 0 || rest == 2 else { throw .length(bytes: payload.byteCount) }
        return (payload.byteCount / 10 + (rest == 2 ? 1 : 0)) * 80
    }

    func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        let state = self.state
        let decode = library.decode
        output.append(room: samples) { room in
            payload.withUnsafeBytes { bytes in
                var written = 0
                var offset = 0
                while offset < bytes.count, written + 80 <= room.count {
                    let length = min(10, bytes.count - offset)
                    let frame = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)])
                    decode(
                        state, frame.bound(UInt8.self), UInt8(length), 0, length == 2 ? 1 : 0, 0,
                        room.baseAddress.map { $0 + written })
                    offset += length
                    written += 80
                }
                return written
            }
        }
    }

    func conceal(samples: Int, next: RawSpan?, into output: inout [Int16]) {
        let state = self.state
        let decode = library.decode
        let frames = (samples + 79) / 80
        let start = output.count
        output.append(room: frames * 80) { room in
            for frame in 0..<frames {
                decode(state, nil, 0, 1, 0, 0, room.baseAddress.map { $0 + frame * 80 })
            }
            return frames * 80
        }
        output.removeLast(output.count - start - samples)
    }
}
