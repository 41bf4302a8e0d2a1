import Cases
import Glibc

/// One connection, used by one thread at a time; it waits for each answer.
final class PostgresConnection {
    private let library: Libpq
    private let raw: OpaquePointer
    /// Names of prepared statements by their text and the types of their values.
    private var prepared: [String: String] = [:]
    /// Statements that stay prepared; beyond, all are forgotten.
    private static let preparedLimit = 400
    /// Whether it may be used again.
    private(set) var isUsable = true

    /// Connects. Throws what the server or the library says.
    init(_ address: PostgresAddress) throws {
        library = try PostgresAddress.library()
        var words: [UnsafeMutablePointer<CChar>?] = []
        var names: [UnsafePointer<CChar>?] = []
        var values: [UnsafePointer<CChar>?] = []
        for setting in address.settings {
            let (name, value) = (strdup(setting.name), strdup(setting.value))
            words += [name, value]
            names.append(UnsafePointer(name))
            values.append(UnsafePointer(value))
        }
        names.append(nil)
        values.append(nil)
        defer { for word in words { free(word) } }
        guard let raw = library.connect(names, values, 0) else {
            throw PostgresError(state: "", message: "there is no memory for a connection")
        }
        guard library.status(raw) == Libpq.connected else {
            let message = library.errorMessage(raw).map { String(cString: $0) } ?? ""
            library.finish(raw)
            throw PostgresError(
                state: message.contains("password authentication failed") ? "28P01" : "08001",
                message: PostgresAddress.line(message))
        }
        self.raw = raw
        // Notices are for nobody.
        _ = library.setNoticeProcessor(raw, { _, _ in }, nil)
    }

    deinit { library.finish(raw) }

    /// The server's version, such as 150004.
    var serverVersion: Int { Int(library.serverVersion(raw)) }

    /// Runs statements that take no values.
    @discardableResult
    func run(_ sql: String) throws -> PostgresRows { try answer(library.exec(raw, sql)) }

    /// Runs a statement with values in the places of its `?`; it is prepared once.
    @discardableResult
    func run(_ sql: String, _ values: [PostgresValue]) throws -> PostgresRows {
        let name = try name(of: sql, values)
        let encoded = values.map(\.encoded)
        // One block of memory for all values: each begins at its offset.
        var block: [UInt8] = []
        block.reserveCapacity(encoded.reduce(1) { $0 + ($1?.count ?? 0) })
        var offsets: [Int?] = []
        for value in encoded {
            guard let value else {
                offsets.append(nil)
                continue
            }
            guard Int32(exactly: value.count) != nil else {
                throw PostgresError(state: "54000", message: "a value has more bytes than the database takes")
            }
            offsets.append(block.count)
            block += value
        }
        block.append(0)
        let lengths = encoded.map { Int32(truncatingIfNeeded: $0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: values.count)
        let result = block.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers: [UnsafePointer<CChar>?] = offsets.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            return library.execPrepared(raw, name, Int32(values.count), pointers, lengths, formats, 1)
        }
        return try answer(result)
    }

    private func name(of sql: String, _ values: [PostgresValue]) throws -> String {
        let key = sql + " " + values.map { String($0.type) }.joined(separator: ",")
        if let known = prepared[key] { return known }
        if prepared.count >= Self.preparedLimit {
            try run("DEALLOCATE ALL")
            prepared = [:]
        }
        var numbered = ""
        var number = 0
        for character in sql {
            if character == "?" {
                number += 1
                numbered += "$\(number)"
            } else {
                numbered.append(character)
            }
        }
        let name = "s\(prepared.count)"
        try answer(library.prepare(raw, name, numbered, Int32(values.count), values.map(\.type)))
        prepared[key] = name
        return name
    }

    @discardableResult
    private func answer(_ result: OpaquePointer?) throws -> PostgresRows {
        if let result {
            let status = library.resultStatus(result)
            if status == Libpq.commandDone || status == Libpq.rowsReturned { return PostgresRows(result, of: library) }
        }
        defer { library.clear(result) }
        let state = library.resultField(result, Libpq.stateField).map { String(cString: $0) } ?? ""
        let words =
            library.resultField(result, Libpq.messageField).map { String(cString: $0) }
            ?? library.errorMessage(raw).map { String(cString: $0) } ?? ""
        let isGone = library.status(raw) != Libpq.connected
        if isGone { isUsable = false }
        throw PostgresError(state: isGone ? "" : state, message: PostgresAddress.line(words))
    }

    /// Gives the connection up.
    func retire() { isUsable = false }

    /// Waits up to `milliseconds` for notifications; answers what they say.
    func notifications(within milliseconds: Int32) throws -> [String] {
        var told: [String] = []
        func take() {
            // `PGnotify`: channel, process, payload.
            while let notification = library.notifications(raw) {
                if let payload = notification.load(fromByteOffset: 16, as: UnsafePointer<CChar>?.self) {
                    told.append(String(cString: payload))
                }
                library.freeMemory(notification)
            }
        }
        take()
        guard told.isEmpty else { return told }
        var descriptor = pollfd(fd: library.socket(raw), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, milliseconds) > 0 else { return [] }
        guard library.consumeInput(raw) == 1, library.status(raw) == Libpq.connected else {
            isUsable = false
            throw PostgresError(state: "", message: "the connection for notifications is gone")
        }
        take()
        return told
    }
}
