import LoadedLibraries

/// The functions of SpanDSP 0.0.6 that are used, as `spandsp/g722.h`, `g726.h` and `gsm0610.h` declare them.
///
/// A decoder is known by its address only. Debian's archive of this library is not to be linked: one of its routines changes
/// a register that its caller believes kept. The shared library is sound.
struct SpandspLibrary: Sendable {
    typealias State = OpaquePointer
    /// Makes a decoder in new memory where the first argument is `nil`.
    typealias Create1 = @convention(c) @Sendable (State?, Int32) -> State?
    typealias Create2 = @convention(c) @Sendable (State?, Int32, Int32) -> State?
    typealias Create3 = @convention(c) @Sendable (State?, Int32, Int32, Int32) -> State?
    /// Where samples go, the payload and its length; returns the number of samples.
    typealias Decode =
        @convention(c) @Sendable (State?, UnsafeMutablePointer<Int16>?, UnsafePointer<UInt8>?, Int32) -> Int32
    typealias Free = @convention(c) @Sendable (State?) -> Int32

    /// `G726_ENCODING_LINEAR`: 16-bit samples come out.
    static let linear: Int32 = 0
    /// `G726_PACKING_LEFT`: the most significant bit of a byte comes first.
    static let packingLeft: Int32 = 1
    /// `G726_PACKING_RIGHT`.
    static let packingRight: Int32 = 2
    /// `GSM0610_PACKING_VOIP`: frames of 33 bytes with a signature.
    static let packingVoIP: Int32 = 2

    /// The functions of one coding.
    struct Coding<Create: Sendable>: Sendable {
        let create: Create
        let decode: Decode
        let free: Free

        init(
            _ library: LoadedLibrary, create: String, decode: String, free: String
        ) throws(LibraryObstacle) {
            self.create = try library.function(create)
            self.decode = try library.function(decode)
            self.free = try library.function(free)
        }
    }

    /// Created with rate and options.
    let g722: Coding<Create2>
    /// Created with rate, encoding and packing.
    let g726: Coding<Create3>
    /// Created with packing.
    let gsm: Coding<Create1>

    /// The library of this machine.
    static let installed = Result(loading: SpandspLibrary.init)

    private init() throws(LibraryObstacle) {
        let library = try LoadedLibrary(named: CodecLibrary.spandsp.fileNames)
        g722 = try Coding(library, create: "g722_decode_init", decode: "g722_decode", free: "g722_decode_free")
        g726 = try Coding(library, create: "g726_init", decode: "g726_decode", free: "g726_free")
        gsm = try Coding(library, create: "gsm0610_init", decode: "gsm0610_decode", free: "gsm0610_free")
    }
}
