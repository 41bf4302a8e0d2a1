import LoadedLibraries

/// The functions of bcg729 that are used, as `bcg729/decoder.h` of version 1.0.2 and later declares them. A decoder is known by
/// its address only.
struct Bcg729Library: Sendable {
    typealias Decoder = OpaquePointer
    typealias Create = @convention(c) @Sendable () -> Decoder?
    typealias Close = @convention(c) @Sendable (Decoder?) -> Void
    /// A frame and its length, 1 for an erased frame, 1 for comfort noise, 1 for comfort noise by RFC 3389, where 80 samples
    /// go.
    typealias Decode =
        @convention(c) @Sendable (
            Decoder?, UnsafePointer<UInt8>?, UInt8, UInt8, UInt8, UInt8, UnsafeMutablePointer<Int16>?
        ) -> Void

    let create: Create
    let close: Close
    let decode: Decode

    /// The library of this machine.
    static let installed = Result(loading: Bcg729Library.init)

    private init() throws(LibraryObstacle) {
        let library = try LoadedLibrary(named: CodecLibrary.bcg729.fileNames)
        // Before comfort noise came, the decoder of the same name took four arguments: such a library is not used.
        _ = try library.function("bcg729GetRFC3389Payload", as: Close.self)
        create = try library.function("initBcg729DecoderChannel")
        close = try library.function("closeBcg729DecoderChannel")
        decode = try library.function("bcg729Decoder")
    }
}
