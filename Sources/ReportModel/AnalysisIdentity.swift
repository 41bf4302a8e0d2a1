extension AnalysisSource {
    /// What tells this analysis from others: sixteen hexadecimal digits made from the version of the program and the hashes of
    /// the captures (of one that was not hashed its name, size and packets). The same captures give the same.
    public var analysisID: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        add(overview.tool.version)
        for index in 0..<captureCount {
            let capture = capture(index)
            add(capture.sha256 ?? "\(capture.name) \(capture.bytes ?? 0) \(capture.packets)")
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
