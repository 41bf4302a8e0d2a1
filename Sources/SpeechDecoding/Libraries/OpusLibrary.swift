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

    /// The library of this machine; `nil` where there is none, or one that lacks a function.
    static let installed = OpusLibrary()

    private init?() {
        guard let library = LoadedLibrary(named: CodecLibrary.opus.fileNames),
            let create = library.function("opus_decoder_create", as: Create.self),
            let destroy = library.function("opus_decoder_destroy", as: Destroy.self),
            let decode = library.function("opus_decode", as: Decode.self),
            let sampleCount = library.function("opus_packet_get_nb_samples", as: SampleCount.self),
            let parse = library.function("opus_packet_parse", as: Parse.self)
        else { return nil }
        self.create = create
        self.destroy = destroy
        self.decode = decode
        self.sampleCount = sampleCount
        self.parse = parse
    }
}
