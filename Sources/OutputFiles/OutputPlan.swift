import Glibc

/// What a command is about to write, held against what it reads: no output may be an input, or another output.
public enum OutputPlan {
    /// Throws if one of `outputs`, or the file that standard output leads to, is one of `inputs`, by whatever name, or if two
    /// outputs are one file. Of `-`, an input is the file behind it. Absent files are none; devices and pipes may be both.
    public static func check(_ outputs: [String?], inputs: [String]) throws(OutputFileError) {
        let named = outputs.compactMap { $0 }.filter { $0 != "-" }
        var read: [FileIdentity: String] = [:]
        for input in inputs {
            if input == "-" {
                if let identity = PlainFile.identity(behind: STDIN_FILENO) { read[identity] = "standard input" }
            } else if PlainFile.exists(input), let identity = FileIdentity(path: input) {
                read[identity] = input
            }
        }
        if let input = PlainFile.identity(behind: STDOUT_FILENO).flatMap({ read[$0] }) {
            throw OutputFileError(
                "standard output leads into \(input), which is read here; writing it would destroy it. Write elsewhere."
            )
        }
        var seen: [(path: String, identity: FileIdentity?, place: String)] = []
        for output in named {
            let identity = PlainFile.exists(output) ? FileIdentity(path: output) : nil
            if let identity, let input = read[identity] {
                let same = input == output ? "" : " is the same file as \(input), which"
                throw OutputFileError(
                    "\(output)\(same.isEmpty ? " is what is read here;" : same + " is read here;") writing it would destroy it. "
                        + "Give another name.")
            }
            let place = PlainFile.place(output)
            if seen.contains(where: { ($0.identity != nil && $0.identity == identity) || $0.place == place }),
                !PlainFile.isSpecial(output)
            {
                throw OutputFileError("\(output) is to be written twice; give each output a name of its own.")
            }
            seen.append((output, identity, place))
        }
        if outputs.filter({ $0 == "-" }).count > 1 {
            throw OutputFileError("standard output (-) can take one output only.")
        }
    }
}
