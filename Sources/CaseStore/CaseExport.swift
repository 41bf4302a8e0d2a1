import Glibc

extension CaseStore {
    /// Writes a case into the new folder `target`: case.json, submission, check, analysis, report and captures, with
    /// SHA256SUMS. The folder appears whole or not at all.
    public func export(_ number: String, to target: String, caseJSON: [UInt8]) throws {
        let record = try record(number)
        var status = stat()
        guard stat(target, &status) != 0 else {
            throw CaseStoreError(.unusable, "\(target) exists already; give the name of a new folder.")
        }
        let temporary = "\(target).partial-\(getpid())"
        try StoreFolder.create(temporary + "/captures")
        var sums = ""
        for (name, bytes) in [
            ("case.json", caseJSON), ("check.json", record.checkJSON), ("submission", record.submission),
            ("analysis.json", record.analysisJSON ?? []), ("report.html", record.reportHTML),
        ] where !bytes.isEmpty {
            try StoreFolder.write(bytes, to: "\(temporary)/\(name)")
            sums += "\(CaptureVault.hash(of: bytes))  \(name)\n"
        }
        for capture in record.captures {
            let source = try verifiedPath(of: capture)
            let name = "captures/\(capture.sha256.prefix(12))-\(CaseExportName.safe(capture.name))"
            try CaptureVault.copy(source, to: "\(temporary)/\(name)")
            sums += "\(capture.sha256)  \(name)\n"
        }
        try StoreFolder.write(Array(sums.utf8), to: temporary + "/SHA256SUMS")
        guard rename(temporary, target) == 0 else { throw StoreFolder.failure("cannot create \(target)") }
    }
}

/// File names of outsiders made harmless.
enum CaseExportName {
    static func safe(_ name: String) -> String {
        let kept = name.unicodeScalars.map { scalar -> Character in
            let isPlain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "._-".unicodeScalars.contains(scalar))
            return isPlain ? Character(scalar) : "_"
        }
        let text = String(String(kept).suffix(80))
        return text.hasPrefix(".") ? "_" + text : text
    }
}
