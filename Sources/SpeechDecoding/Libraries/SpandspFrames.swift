import LoadedLibraries

/// G.722 at 64 kbit/s: two samples a byte.
final class G722Frames: FrameDecoder {
    private let library: SpandspLibrary.Coding<SpandspLibrary.Create2>
    private let state: OpaquePointer

    init() throws(SpeechDecodingError) {
        guard let library = SpandspLibrary.installed.loaded?.g722 else { throw .missing(.spandsp) }
        guard let state = library.create(nil, 64_000, 0) else { throw .library(code: 0) }
        self.library = library
        self.state = state
    }

    deinit { _ = library.free(state) }

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int { payload.byteCount * 2 }

    func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        let state = self.state
        let decode = library.decode
        output.append(room: samples) { room in
            payload.withUnsafeBytes { bytes in
                Int(decode(state, room.baseAddress, bytes.bound(UInt8.self), Int32(clamping: bytes.count)))
            }
        }
    }
}

/// G.726: 2 to 5 bits a sample, so that 1, 3, 1 or 5 bytes hold a whole number of them.
final class G726Frames: FrameDecoder {
    private let library: SpandspLibrary.Coding<SpandspLibrary.Create3>
    private let state: OpaquePointer
    private let bits: Int

    init(bitsPerSample: Int, mostSignificantFirst: Bool) throws(SpeechDecodingError) {
        guard (2...5).contains(bitsPerSample) else { throw .malformed }
        guard let library = SpandspLibrary.installed.loaded?.g726 else { throw .missing(.spandsp) }
        let packing = mostSignificantFirst ? SpandspLibrary.packingLeft : SpandspLibrary.packingRight
        let rate = Int32(bitsPerSample * 8_000)
        guard let state = library.create(nil, rate, SpandspLibrary.linear, packing) else { throw .library(code: 0) }
        self.library = library
        self.state = state
        bits = bitsPerSample
    }

    deinit { _ = library.free(state) }

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int {
        guard payload.byteCount * 8 % bits == 0 else { throw .length(bytes: payload.byteCount) }
        return payload.byteCount * 8 / bits
    }

    func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        let state = self.state
        let decode = library.decode
        output.append(room: samples) { room in
            payload.withUnsafeBytes { bytes in
                Int(decode(state, room.baseAddress, bytes.bound(UInt8.self), Int32(clamping: bytes.count)))
            }
        }
    }
}

/// GSM full rate: frames of 33 bytes, each beginning with the signature 0xD, of 160 samples.
final class GSMFrames: FrameDecoder {
    private let library: SpandspLibrary.Coding<SpandspLibrary.Create1>
    private let state: OpaquePointer

    init() throws(SpeechDecodingError) {
        guard let library = SpandspLibrary.installed.loaded?.gsm else { throw .missing(.spandsp) }
        guard let state = library.create(nil, SpandspLibrary.packingVoIP) else { throw .library(code: 0) }
        self.library = library
        self.state = state
    }

    deinit { _ = library.free(state) }

    func sampleCount(_ payload: RawSpan) throws(SpeechDecodingError) -> Int {
        guard payload.byteCount % 33 == 0 else { throw .length(bytes: payload.byteCount) }
        for offset in stride(from: 0, to: payload.byteCount, by: 33) {
            guard payload.unsafeLoad(fromByteOffset: offset, as: UInt8.self) >> 4 == 0xD else { throw .malformed }
        }
        return payload.byteCount / 33 * 160
    }

    func decode(_ payload: RawSpan, samples: Int, into output: inout [Int16]) throws(SpeechDecodingError) {
        let state = self.state
        let decode = library.decode
        output.append(room: samples) { room in
            payload.withUnsafeBytes { bytes in
                Int(decode(state, room.baseAddress, bytes.bound(UInt8.self), Int32(clamping: bytes.count)))
            }
        }
    }
}

extension [Int16] {
    /// Appends at most `count` samples that `fill` writes into zeroed memory; `fill` returns how many it wrote.
    mutating func append(room count: Int, fill: (UnsafeMutableBufferPointer<Int16>) -> Int) {
        let start = self.count
        append(contentsOf: repeatElement(0, count: count))
        let written = withUnsafeMutableBufferPointer { all in
            fill(UnsafeMutableBufferPointer(rebasing: all[start...]))
        }
        if written < count { removeLast(count - Swift.max(0, written)) }
    }
}

extension UnsafeRawBufferPointer {
    /// The address of the bytes as the libraries want it.
    func bound<Element>(_ type: Element.Type) -> UnsafePointer<Element>? {
        baseAddress?.assumingMemoryBound(to: type)
    }
}
