import Glibc
import Synchronization

/// Places below a folder that a part of the program keeps for itself, such as a store of cases: no result is written there.
public enum OwnedPlaces {
    private struct Owner {
        var folder: String
        var entries: [String]
        var what: String
    }
    private static let owners = Mutex<[Owner]>([])

    /// Keeps what begins like one of `entries` in `folder`, and what lies below it, for `what`.
    public static func keep(_ entries: [String], in folder: String, for what: String) {
        guard let real = PlainFile.real(folder) else { return }
        owners.withLock { owners in
            guard !owners.contains(where: { $0.folder == real }) else { return }
            owners.append(Owner(folder: real, entries: entries, what: what))
        }
    }

    /// Throws if a file at `place` would lie among what is kept.
    static func check(_ place: String, for path: String) throws(OutputFileError) {
        let real = PlainFile.place(place)
        let owner = owners.withLock { owners in
            owners.first { owner in
                owner.entries.contains { real.utf8.starts(with: (owner.folder + "/" + $0).utf8) }
            }
        }
        guard let owner else { return }
        throw OutputFileError("\(path) belongs to \(owner.what); writing it would destroy it. Give another name.")
    }
}
