import Glibc

/// A file that appears whole or not at all, and whose writing destroys nothing else.
///
/// A plain file is written under a name of its own (``TemporaryName``) in the same folder, made so that it cannot
/// already be there or lead elsewhere, and moved into its place by ``finish()``. It keeps the mode of the file it
/// replaces; a link to a file stays a link. Devices, pipes and what standard output is connected to are written
/// straight. Dropped without ``finish()``, it leaves nothing behind.
public struct WholeFile: ~Copyable {
    /// The path as given.
    public let path: String
    private let opening: Opening
    private var isInPlace = false

    /// Mode of a new file, before the user's mask.
    public static let usualMode: mode_t = 0o666

    /// Begins to write `path`; `-` is standard output. A new file has `mode` less the user's mask.
    public init(_ path: String, mode: mode_t = usualMode) throws(OutputFileError) {
        opening = try Self.open(path, mode)
        self.path = path
    }

    /// What the bytes go into.
    private struct Opening {
        var descriptor: Int32
        /// Whether it is closed at the end; not so standard output.
        var isOwned = true
        /// Where the bytes go until the file is whole; `nil` where they go straight into their place.
        var temporary: String?
        /// The place itself, links followed.
        var place: String
    }

    private static func open(_ path: String, _ mode: mode_t) throws(OutputFileError) -> Opening {
        if path == "-" { return Opening(descriptor: STDOUT_FILENO, isOwned: false, place: path) }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw OutputFileError("an output needs the name of a file.")
        }
        var status = stat()
        guard stat(path, &status) == 0 else {
            try OwnedPlaces.check(path, for: path)
            let (name, descriptor) = try temporary(beside: path, for: path)
            _ = fchmod(descriptor, mode & ~mask)
            return Opening(descriptor: descriptor, temporary: name, place: path)
        }
        if let standard = standardDescriptor(of: FileIdentity(status)) {
            return Opening(descriptor: standard, isOwned: false, place: path)
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw .system(path, EISDIR) }
        if status.st_mode & S_IFMT != S_IFREG {
            let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
            guard descriptor >= 0 else { throw .system(path, errno) }
            return Opening(descriptor: descriptor, place: path)
        }
        let place = resolved(path)
        try OwnedPlaces.check(place, for: path)
        let (name, descriptor) = try temporary(beside: place, for: path)
        // Owner first: changing it may take bits of the mode away.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        _ = fchmod(descriptor, status.st_mode & 0o777)
        return Opening(descriptor: descriptor, temporary: name, place: place)
    }

    private static func temporary(
        beside place: String, for path: String
    ) throws(OutputFileError) -> (name: String, descriptor: Int32) {
        TemporaryName.sweep(folder(of: place))
        return try TemporaryName.create(in: folder(of: place), for: path)
    }

    deinit {
        if opening.isOwned { close(opening.descriptor) }
        if !isInPlace, let temporary = opening.temporary { unlink(temporary) }
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: [UInt8]) throws(OutputFileError) { try write(bytes[...]) }

    /// Writes all of `bytes`.
    public func write(_ bytes: ArraySlice<UInt8>) throws(OutputFileError) {
        try check(bytes.withUnsafeBytes { Descriptor.write($0, to: opening.descriptor) })
    }

    /// Writes all of `bytes`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputFileError) {
        try check(Descriptor.write(bytes, to: opening.descriptor))
    }

    private func check(_ code: Int32) throws(OutputFileError) {
        guard code == 0 else { throw .system(path == "-" ? "standard output" : path, code) }
    }

    /// Puts the file in its place. From then on it is there even if the machine stops.
    public consuming func finish() throws(OutputFileError) {
        guard let name = opening.temporary else { return }
        guard fsync(opening.descriptor) == 0, rename(name, opening.place) == 0 else { throw .system(path, errno) }
        isInPlace = true
        let folder = Glibc.open(Self.folder(of: opening.place), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Writes `bytes` to `path`, whole.
    public static func write(_ bytes: [UInt8], to path: String, mode: mode_t = usualMode) throws(OutputFileError) {
        let file = try WholeFile(path, mode: mode)
        try file.write(bytes)
        try file.finish()
    }

    /// Standard output or standard error, if `identity` is what they are connected to: `/dev/stdout` by any name.
    private static func standardDescriptor(of identity: FileIdentity) -> Int32? {
        [STDOUT_FILENO, STDERR_FILENO].first { FileIdentity(descriptor: $0) == identity }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// The folder that `path` lies in.
    public static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The user's mask; it can only be read by setting it.
    private static var mask: mode_t {
        let mask = umask(0o077)
        umask(mask)
        return mask
    }
}

/// Bytes into descriptors.
public enum Descriptor {
    /// Writes all of `bytes`; 0, or the system's reason why not.
    public static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var offset = 0
        while offset < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if written < 0 {
                if errno == EINTR { continue }
                return errno
            }
            offset += written
        }
        return 0
    }
}
