/// Writes a WAVE file of 16-bit PCM to a closure of bytes, front to back, with nothing kept in memory.
///
/// The sizes stand at the front of the file, so the length must be known before the first sample. What is then given
/// beyond it is refused; what is missing at the end is filled with silence, so that the sizes are always right.
public struct WAVWriter<Failure: Error> {
    /// Why a file cannot be written.
    public enum Refusal: Error, Hashable, Sendable {
        /// The file would not fit a RIFF file's 32-bit sizes: see ``WAVWriter/mostBytes``.
        case tooLong(bytes: UInt64)
        /// A format that is not mono or stereo, or a sample rate that is not 1 to 192,000 Hz, or a negative length.
        case format
        /// More samples than were announced, or channels of different lengths.
        case samples
    }

    /// The most bytes of samples that a file can hold: 4 GiB less the header.
    public static var mostBytes: UInt64 { UInt64(UInt32.max) - 36 - 1 }
    /// The bytes of the header.
    public static var headerBytes: Int { 44 }

    /// 1 for mono, 2 for stereo.
    public let channels: Int
    /// The sample rate in hertz.
    public let sampleRate: Int
    /// The samples of each channel that are still to come.
    public private(set) var remaining: Int
    private let output: ([UInt8]) throws(Failure) -> Void

    /// Begins a file of `samples` samples a channel and writes its header.
    public init(
        channels: Int, sampleRate: Int, samples: Int, output: @escaping ([UInt8]) throws(Failure) -> Void
    ) throws {
        guard (1...2).contains(channels), (1...192_000).contains(sampleRate), samples >= 0 else {
            throw Refusal.format
        }
        let (bytes, overflow) = UInt64(samples).multipliedReportingOverflow(by: UInt64(2 * channels))
        guard !overflow, bytes <= Self.mostBytes else { throw Refusal.tooLong(bytes: overflow ? .max : bytes) }
        self.channels = channels
        self.sampleRate = sampleRate
        self.output = output
        remaining = samples
        try output(Self.header(channels: channels, sampleRate: sampleRate, bytes: UInt32(truncatingIfNeeded: bytes)))
    }

    /// Writes the next samples of a mono file.
    public mutating func write(_ samples: ArraySlice<Int16>) throws {
        guard channels == 1, samples.count <= remaining else { throw Refusal.samples }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(samples.count * 2)
        for sample in samples { Self.append(sample, to: &bytes) }
        try output(bytes)
        remaining -= samples.count
    }

    /// Writes the next samples of a stereo file, as many on the left as on the right.
    public mutating func write(left: ArraySlice<Int16>, right: ArraySlice<Int16>) throws {
        guard channels == 2, left.count == right.count, left.count <= remaining else { throw Refusal.samples }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(left.count * 4)
        for (first, second) in zip(left, right) {
            Self.append(first, to: &bytes)
            Self.append(second, to: &bytes)
        }
        try output(bytes)
        remaining -= left.count
    }

    /// Fills what is missing with silence. Without this call a file that is too short has wrong sizes.
    public mutating func finish() throws(Failure) {
        while remaining > 0 {
            let part = min(remaining, 16_384)
            try output([UInt8](repeating: 0, count: part * 2 * channels))
            remaining -= part
        }
    }

    /// The RIFF, `fmt ` and `data` headers (Microsoft RIFF specification; WAVE_FORMAT_PCM), little-endian.
    private static func header(channels: Int, sampleRate: Int, bytes: UInt32) -> [UInt8] {
        var header: [UInt8] = []
        header.reserveCapacity(headerBytes)
        header.append(contentsOf: "RIFF".utf8)
        append(bytes &+ 36, to: &header)
        header.append(contentsOf: "WAVEfmt ".utf8)
        append(UInt32(16), to: &header)
        append(UInt16(1), to: &header)
        append(UInt16(channels), to: &header)
        append(UInt32(sampleRate), to: &header)
        append(UInt32(sampleRate * channels * 2), to: &header)
        append(UInt16(channels * 2), to: &header)
        append(UInt16(16), to: &header)
        header.append(contentsOf: "data".utf8)
        append(bytes, to: &header)
        return header
    }

    private static func append<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
