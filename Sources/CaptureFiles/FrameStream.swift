/// zstd or lz4 data: frames one after another, skippable frames between them.
///
/// ```
/// frame            | magic number | what the library reads ...    |
/// skippable frame  | 0x184D2A5n   | length (n)   | n bytes ...    |
/// ```
///
/// Both formats share the skippable frames, and a file may start with some (`pzstd` does that), so only the first
/// other frame tells which of the two it is.
struct FrameStream: ~Copyable, UnpackingState {
    private let windowBytes: Int
    private var decoder = FrameDecoder.undecided
    private var place = Place.magic
    /// The first bytes of a frame or of a length, until there are four.
    private var gathered: [UInt8] = []

    private enum Place {
        case magic, skippableLength, frame
        case skippable(remaining: Int)
    }

    private enum FrameDecoder {
        case undecided
        case zstd(ZstdFrames)
        case lz4(Lz4Frames)
    }

    /// - Parameter windowBytes: how far back zstd data may refer; what they need beyond it is refused.
    init(windowBytes: Int) {
        self.windowBytes = windowBytes
    }

    var compression: CaptureFileFacts.Compression {
        switch decoder {
        case .undecided: .none
        case .zstd: .zstd
        case .lz4: .lz4
        }
    }

    var mayEnd: Bool {
        if case .magic = place { return gathered.isEmpty }
        return false
    }

    mutating func unpack(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> UnpackStep {
        var step = UnpackStep()
        var before = -1
        while step.consumed + step.produced > before, step.produced < output.count, step.fault == nil {
            before = step.consumed + step.produced
            switch place {
            case .magic:
                readMagic(input, &step)
            case .skippableLength:
                guard let length = gatherNumber(input, &step) else { break }
                place = length == 0 ? .magic : .skippable(remaining: Int(length))
            case .skippable(let remaining):
                let skipped = min(remaining, input.count - step.consumed)
                step.consumed += skipped
                place = skipped == remaining ? .magic : .skippable(remaining: remaining - skipped)
            case .frame:
                let frame = advance(
                    UnsafeRawBufferPointer(rebasing: input[step.consumed...]),
                    into: UnsafeMutableRawBufferPointer(rebasing: output[step.produced...]))
                step.consumed += frame.consumed
                step.produced += frame.produced
                step.fault = frame.fault
                if frame.isAtEnd { place = .magic }
            }
        }
        return step
    }

    /// Zeros may follow the last frame, as with gzip; anything else must be a frame of the same format.
    private mutating func readMagic(_ input: UnsafeRawBufferPointer, _ step: inout UnpackStep) {
        if gathered.isEmpty {
            while step.consumed < input.count, input[step.consumed] == 0 { step.consumed += 1 }
        }
        guard let magic = gatherNumber(input, &step) else { return }
        if FrameMagic.isSkippable(magic) {
            place = .skippableLength
            return
        }
        switch (decoder, magic) {
        case (.undecided, FrameMagic.zstd):
            guard let zstd = ZstdFrames(windowBytes: windowBytes) else {
                step.fault = RecordFault(.damagedCompression, "libzstd could not be started")
                return
            }
            decoder = .zstd(zstd)
        case (.undecided, FrameMagic.lz4):
            guard let lz4 = Lz4Frames() else {
                step.fault = RecordFault(.damagedCompression, "liblz4 could not be started")
                return
            }
            decoder = .lz4(lz4)
        case (.zstd, FrameMagic.zstd), (.lz4, FrameMagic.lz4):
            break
        case (_, FrameMagic.legacyLz4):
            step.fault = RecordFault(.unsupportedFormat, FileSignature.legacyLz4Advice)
            return
        default:
            let name = compression == .none ? "zstd or lz4" : compression.rawValue
            step.fault = RecordFault(
                .damagedCompression, "bytes that are not \(name) follow the compressed data")
            return
        }
        startFrame(magic, &step)
    }

    /// The library is given the four bytes too, which it takes without giving any output yet.
    private mutating func startFrame(_ magic: UInt32, _ step: inout UnpackStep) {
        var bytes: [UInt8] = []
        bytes.append(magic, .littleEndian)
        var taken = 0
        while taken < bytes.count, step.fault == nil {
            let header = bytes[taken...].withUnsafeBytes {
                advance($0, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
            }
            taken += header.consumed
            step.fault = header.consumed > 0 ? header.fault : RecordFault(.damagedCompression, "not a frame header")
        }
        place = .frame
    }

    private func advance(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> FrameStep {
        switch decoder {
        case .undecided: FrameStep(fault: RecordFault(.damagedCompression, "no frame"))
        case .zstd(let frames): frames.advance(input, into: output)
        case .lz4(let frames): frames.advance(input, into: output)
        }
    }

    private mutating func gatherNumber(_ input: UnsafeRawBufferPointer, _ step: inout UnpackStep) -> UInt32? {
        while gathered.count < 4, step.consumed < input.count {
            gathered.append(input[step.consumed])
            step.consumed += 1
        }
        guard gathered.count == 4 else { return nil }
        let number = gathered.span.bytes.uint32(at: 0, .littleEndian)
        gathered.removeAll(keepingCapacity: true)
        return number
    }
}

/// What a library did with a piece of a frame.
struct FrameStep {
    var consumed = 0
    var produced = 0
    /// True if the frame is complete, and all of it was given out.
    var isAtEnd = false
    var fault: RecordFault?
}

/// The numbers that frames start with, least significant byte first.
enum FrameMagic {
    static let zstd: UInt32 = 0xFD2F_B528
    static let lz4: UInt32 = 0x184D_2204
    static let legacyLz4: UInt32 = 0x184C_2102

    static func isSkippable(_ magic: UInt32) -> Bool {
        magic & 0xFFFF_FFF0 == 0x184D_2A50
    }
}
