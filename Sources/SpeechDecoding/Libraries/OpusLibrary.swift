import LoadedLibraries

/// The functions of libopus 1 that are used, as `opus/opus.h` declares them. A decoder is known by its address only.
struct OpusLibrary: Sendable {
    typealias Decoder = OpaquePointer
    typealias Bytes = UnsafePointer<UInt8>
    typealias Samples = UnsafeMutablePointer<Int16>

    /// `OPUS_OK`.
    static let success: Int32 = 0

    /// Rate and channels of what comes out, and where the reason of a failure goes.
    typealias Create = @convention(c) @Sendable (Int32, Int32, UnsafeMutablePointer<Int32>?) -> Decoder?
    typealias Destroy = @convention(c) @Sendable (Decoder?) -> Void
    /// A packet and its length, where samples go and how many fit, 1 for the spare copy of the packet before.
    typealias Decode = @convention(c) @Sendable (Decoder?, Bytes?, Int32, Samples?, Int32, Int32) -> Int32
    /// A packet and its length, and the rate.
    typealias SampleCount = @convention(c) @Sendable (Bytes?, Int32, Int32) -> Int32
    /// A packet and its length, its first byte, up to 48 frames and their sizes, where the first begins.
    typealias Parse =
        @convention(c) @Sendable (
            Bytes?, Int32, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Bytes?>?, UnsafeMutablePointer<Int16>?,
            UnsafeMutablePointer<Int32>?
        ) -> Int32

    let create: Create
    let destroy: Destroy
    let decode: Decode
    let sampleCount: SampleCount
    let parse: Parse

    /// The library of this machine.
    static let installed = Result(loading: OpusLibrary.init)

    private init() throws(LibraryObstacle) {
        let library = try LoadedLibrary(named: CodecLibrary.opus.fileNames)
        create = try library.function("opus_decoder_create")
        destroy = try library.function("opus_decoder_destroy")
        decode = try library.function("opus_decode")
        sampleCount = try library.function("opus_packet_get_nb_samples")
        parse = try library.function("opus_packet_parse")
    }
}
