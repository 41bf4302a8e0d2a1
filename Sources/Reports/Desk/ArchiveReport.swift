import JSONText

/// What was taken out of the store, into it, or deleted, for programs: `earshot.store-step/1`.
public enum ArchiveReport {
    private static func document(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.store-step/1")
            body(&json)
        }
        return json.bytes + [0x0A]
    }

    /// A case that was exported.
    public static func exported(_ number: String, to file: String) -> [UInt8] {
        document { json in
            json.member("exported", number)
            json.member("file", file)
        }
    }

    /// Cases that were imported.
    public static func imported(_ cases: [(file: String, number: String)]) -> [UInt8] {
        document { json in
            json.member("imported", array: cases) { json, one in
                json.object { json in
                    json.member("file", one.file)
                    json.member("case", one.number)
                }
            }
        }
    }

    /// What the retention deleted, or would delete.
    public static func retained(captures: [String], cases: [String], returned: Int, isDone: Bool) -> [UInt8] {
        document { json in
            json.member("done", isDone)
            json.member("capturesOf", texts: captures)
            json.member("contentOf", texts: cases)
            json.member("returnedSubmissions", returned)
        }
    }

    /// What was erased.
    public static func erased(_ numbers: [String]) -> [UInt8] {
        document { $0.member("erased", texts: numbers) }
    }

    /// What a check of the store found: `earshot.store-check/1`.
    public static func checked(
        folder: String, cases: Int, captures: Int, documents: Int, bytes: Int, unnamed: Int, problems: [String]
    ) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", "earshot.store-check/1")
            json.member("folder", folder)
            json.member("cases", cases)
            json.member("captures", captures)
            json.member("documents", documents)
            json.member("bytes", bytes)
            json.member("unnamed", unnamed)
            json.member("problems", texts: problems)
        }
        return json.bytes + [0x0A]
    }
}
