import CallVocabulary
import CaptureFiles
import Glibc
import OutputFiles

/// The files a run reads: folders become the captures in them, and the files of a rotated ring come in time order.
public enum CaptureInputs {
    /// Files taken from one folder.
    public static let maximumFiles = 10_000
    /// Folders within folders.
    public static let maximumDepth = 16

    /// A folder that holds nothing to read.
    public struct Empty: Error, Sendable, CustomStringConvertible {
        /// The folder as given.
        public var path: String

        /// Names the folder and says what to do.
        public var description: String {
            "\(path) is a folder without captures; give files, or a folder that holds some."
        }
    }

    /// `paths` with folders replaced by their captures; several files ordered by the time of their first packet. Files
    /// that tell no time stay behind those that do, in the order given.
    public static func expand(_ paths: [String]) throws -> [String] {
        let given = try files(paths)
        guard given.count > 1, !given.contains("-") else { return given }
        let files = distinct(given)
        return order(files).map { files[$0] }
    }

    /// `paths` with folders replaced by their captures.
    static func files(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            guard isFolder(path) else {
                files.append(path)
                continue
            }
            let found = captures(in: path)
            guard !found.isEmpty else { throw Empty(path: path) }
            files += found
        }
        return files
    }

    /// The captures in a folder and the folders in it, at most ``maximumFiles``; links to folders are not followed.
    private static func captures(in folder: String, depth: Int = 0, most: Int = maximumFiles) -> [String] {
        var found: [String] = []
        for name in names(in: folder) where found.count < most {
            let path = folder + (folder.hasSuffix("/") ? "" : "/") + name
            if isFolder(path) {
                guard depth < maximumDepth, !isLink(path) else { continue }
                found += captures(in: path, depth: depth + 1, most: most - found.count)
            } else if isCapture(path) {
                found.append(path)
            }
        }
        return found
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The places of `files` in the order of their first packets; those that tell no time last, as given.
    static func order(_ files: [String]) -> [Int] {
        let times = files.map { firstPacketTime($0) }
        return files.indices.sorted { left, right in
            switch (times[left], times[right]) {
            case (let one?, let other?): return (one, left) < (other, right)
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return left < right
            }
        }
    }

    /// The size of all files together; `nil` if one has none.
    static func bytes(of paths: [String]) -> Int? {
        var sum = 0
        for path in paths {
            var status = stat()
            guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            sum += Int(status.st_size)
        }
        return sum
    }

    /// Files of `paths` that hold, byte by byte, what another before them holds: the same packets twice would be summed.
    public static func repeated(in paths: [String]) -> [(path: String, same: String)] {
        var bySize: [Int: [String]] = [:]
        var found: [(path: String, same: String)] = []
        for path in paths where path != "-" && !isFolder(path) {
            let size = size(of: path)
            guard size > 0 else { continue }
            if let same = bySize[size, default: []].first(where: { haveSameContent($0, path) }) {
                found.append((path, same))
            } else {
                bySize[size, default: []].append(path)
            }
        }
        return found
    }

    private static func distinct(_ files: [String]) -> [String] {
        let repeated = repeated(in: files)
        guard !repeated.isEmpty else { return files }
        var left = repeated.map(\.path)
        // Of a path given twice the first stays.
        return files.reversed().filter { file in
            guard let place = left.lastIndex(of: file) else { return true }
            left.remove(at: place)
            return false
        }.reversed()
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    }

    private static func haveSameContent(_ one: String, _ other: String) -> Bool {
        let left = open(one, O_RDONLY)
        guard left >= 0 else { return false }
        defer { close(left) }
        let right = open(other, O_RDONLY)
        guard right >= 0 else { return false }
        defer { close(right) }
        let length = 1 << 16
        var first = [UInt8](repeating: 0, count: length)
        var second = [UInt8](repeating: 0, count: length)
        while true {
            // Regular files give as much as is asked for, but at their end.
            let count = read(left, &first, length)
            guard count >= 0, read(right, &second, length) == count, first[..<count] == second[..<count] else {
                return false
            }
            if count == 0 { return true }
        }
    }

    /// The captures in those of `paths` that are folders which are also one of `outputs`, by whatever name.
    public static func capturesInFolders(of paths: [String], among outputs: [String]) -> [String] {
        let written = Set(outputs.compactMap { FileIdentity(path: $0) })
        guard !written.isEmpty else { return [] }
        return paths.filter(isFolder).flatMap { captures(in: $0) }.filter { path in
            FileIdentity(path: path).map(written.contains) == true
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return path != "-" && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether the file begins like a capture.
    private static func isCapture(_ path: String) -> Bool {
        guard let reader = try? CaptureFileReader(path: path) else { return false }
        return hasPackets(reader)
    }

    private static func hasPackets(_ reader: consuming CaptureFileReader) -> Bool {
        var batch = PacketBatch()
        do throws(CaptureFileError) {
            return try reader.nextBatch(&batch) || reader.facts.format != nil
        } catch {
            // Damaged, but of a known format: reading it says what is wrong.
            return reader.facts.format != nil
        }
    }

    private static func firstPacketTime(_ path: String) -> CaptureTime? {
        guard let reader = try? CaptureFileReader(path: path) else { return nil }
        return firstPacketTime(reader)
    }

    private static func firstPacketTime(_ reader: consuming CaptureFileReader) -> CaptureTime? {
        var batch = PacketBatch()
        guard (try? reader.nextBatch(&batch)) == true else { return nil }
        return batch.packets.first?.time
    }
}
