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

    /// The library of this machine; `nil` where there is none, or one that lacks a function.
    static let installed = Bcg729Library()

    private init?() {
        // Before comfort noise came, the decoder of the same name took four arguments: such a library is not used.
        guard let library = LoadedLibrary(named: CodecLibrary.bcg729.fileNames),
            library.function("bcg729GetRFC3389Payload", as: Close.self) != nil,
            let create = library.function("initBcg729DecoderChannel", as: Create.self),
            let close = library.function("closeBcg729DecoderChannel", as: Close.self),
            let decode = library.function("bcg729Decoder", as: Decode.self)
        else { return nil }
        self.create = create
        self.close = close
        self.decode = decode
    }
}
