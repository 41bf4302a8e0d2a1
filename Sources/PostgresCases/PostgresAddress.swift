import Cases
import Glibc
import LoadedLibraries

/// Where a database is and how one comes in, read from a `postgres://` address by the library itself.
///
/// Hosts beyond this machine are asked for TLS with a certificate that is verified, unless the address says otherwise.
package struct PostgresAddress: Sendable {
    /// The address without password and without what comes after it, for messages.
    package let place: String
    /// What the library is told, by its own names.
    let settings: [(name: String, value: String)]

    /// Whether a text is such an address.
    package static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// The bundle of certificates of this system, where it has one.
    private static let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

    /// Seconds that a connection may take, by one host.
    static let connectSeconds = 5

    /// An address from its text. Throws `store.unusable` if there is no library or the text is not one.
    package init(_ text: String) throws {
        let library = try PostgresAddress.library()
        var words: UnsafeMutablePointer<CChar>?
        guard let parsed = library.parseInfo(text, &words) else {
            let reason = words.map { String(cString: $0) } ?? ""
            library.freeMemory(words.map { UnsafeMutableRawPointer($0) })
            // The words may hold a part of the address, and with it a password.
            throw CaseStoreError(
                .unusable,
                "the address of the database cannot be read\(reason.contains("@") ? "" : ": " + PostgresAddress.line(reason))."
            )
        }
        defer { library.freeInfo(parsed) }
        var given: [(name: String, value: String)] = []
        // `PQconninfoOption`: keyword, environment, compiled, value, label, kind, size; ends with no keyword.
        var option = UnsafeRawPointer(parsed)
        while let keyword = option.load(as: UnsafePointer<CChar>?.self) {
            if let value = option.load(fromByteOffset: 24, as: UnsafePointer<CChar>?.self) {
                given.append((String(cString: keyword), String(cString: value)))
            }
            option += 56
        }
        func value(_ name: String) -> String? { given.last { $0.name == name && !$0.value.isEmpty }?.value }
        let hosts = (value("host") ?? value("hostaddr") ?? "").split(separator: ",").map(String.init)
        let ports = (value("port") ?? "").split(separator: ",").map(String.init)
        let shown = (hosts.isEmpty ? ["localhost"] : hosts).enumerated().map { index, host in
            let port = ports.count == 1 ? ports.first : index < ports.count ? ports[index] : nil
            return host + (port.map { ":" + $0 } ?? "")
        }
        place = "postgres://" + shown.joined(separator: ",") + "/" + (value("dbname") ?? value("user") ?? "")
        var settings = given
        func settle(_ name: String, _ text: String) {
            if value(name) == nil { settings.append((name, text)) }
        }
        settle("application_name", "earshot")
        settle("connect_timeout", String(PostgresAddress.connectSeconds))
        settle("keepalives_idle", "30")
        settle("tcp_user_timeout", "10000")
        settle("target_session_attrs", hosts.count > 1 ? "read-write" : "any")
        if hosts.contains(where: { !PostgresAddress.isThisMachine($0) }), value("sslmode") == nil {
            settings.append(("sslmode", "verify-full"))
            if value("sslrootcert") == nil, getenv("PGSSLROOTCERT") == nil,
                let bundle = PostgresAddress.bundles.first(where: { access($0, R_OK) == 0 })
            {
                settings.append(("sslrootcert", bundle))
            }
        }
        settings.append(("client_encoding", "UTF8"))
        self.settings = settings
    }

    /// The first line of some words.
    static func line(_ words: String) -> String {
        String(words.split(whereSeparator: \.isNewline).first ?? "").trimmed
    }

    private static func isThisMachine(_ host: String) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// The library, or that it is missing.
    static func library() throws -> Libpq {
        switch Libpq.loaded {
        case .success(let library): return library
        case .failure(let obstacle):
            throw CaseStoreError(
                .unusable, "PostgreSQL's client library is needed for this store: \(obstacle). Install libpq5.")
        }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
