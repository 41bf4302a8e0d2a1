import Glibc

/// `FuzzDriver targets | fuzz TARGET LIBFUZZER-ARGUMENT… | mutate TARGET … | run TARGET FILE… | seeds OUT CAPTURE…`
///
/// Built by scripts/fuzz alone, with a sanitizer; no part of the product. The name of the function is the one that the
/// package manager gives the entry of an executable target.
@_cdecl("FuzzDriver_main")
public func fuzzMain(_ count: Int32, _ values: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    let arguments = (1..<max(1, Int(count))).compactMap { values[$0].map { String(cString: $0) } }
    switch arguments.first {
    case "targets":
        print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
        return 0
    case "seeds" where arguments.count > 2:
        return SeedMaker.run(into: arguments[1], captures: Array(arguments.dropFirst(2)))
    case "fuzz" where arguments.count > 1:
        guard let target = FuzzTarget.named(arguments[1]) else { break }
        return LibFuzzer.run(target, Array(arguments.dropFirst(2)))
    case "mutate" where arguments.count > 2:
        guard let target = FuzzTarget.named(arguments[1]) else { break }
        return MutationRun.run(target, Array(arguments.dropFirst(2)))
    case "run" where arguments.count > 2:
        guard let target = FuzzTarget.named(arguments[1]) else { break }
        for path in arguments.dropFirst(2) { if let bytes = InputFile.read(path) { target.run(bytes) } }
        return 0
    default: break
    }
    print("FuzzDriver targets | fuzz TARGET … | mutate TARGET ROUNDS SEED FILE… | run TARGET FILE… | seeds OUT FILE…")
    return 2
}

/// Whole files in memory.
enum InputFile {
    static func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), limit - filled)
            }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeLast(limit - filled)
        return bytes
    }

    /// Replaces what an open file holds.
    static func rewrite(_ bytes: [UInt8], to descriptor: Int32) {
        guard descriptor >= 0 else { return }
        _ = bytes.withUnsafeBytes { Glibc.pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        _ = ftruncate(descriptor, bytes.count)
    }

    static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
