import CallAnalysis

/// The key logs that were given on the command line. Their content goes to the analysis and nowhere else.
enum KeyLogFiles {
    /// The keys of `paths`; fails for a file without any, as for a wrong file.
    static func read(_ paths: [String], usesKeysInCapture: Bool) throws -> DecryptionKeys {
        var keys = DecryptionKeys()
        keys.usesKeysInCapture = usesKeysInCapture
        for path in paths {
            let before = keys.secretsRead
            let bytes = try InputBytes.read(path, limit: DecryptionKeys.maximumKeyLogBytes, what: "a key log")
            keys.addKeyLog(bytes.span.bytes)
            guard keys.secretsRead > before else {
                throw CommandFailure(
                    "\(path) holds no secret of TLS or DTLS. A key log has lines such as CLIENT_RANDOM and two "
                        + "hexadecimal numbers; programs write it where SSLKEYLOGFILE says.")
            }
        }
        return keys
    }
}
