import Glibc

/// Which file it is, whatever names lead to it: its device and inode.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt

    /// The file that `path` leads to; `nil` if there is none.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The file behind an open descriptor; `nil` if it is not open.
    public init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
    }
}
