import LoadedLibraries

/// The client library of PostgreSQL as far as it is used here, loaded when it is first needed: a program that works on a
/// folder runs on machines that do not have it. The shapes are those of `libpq-fe.h` (PostgreSQL 14 and later).
struct Libpq: @unchecked Sendable {
    typealias Words = UnsafePointer<UnsafePointer<CChar>?>

    let connect: @convention(c) (Words?, Words?, Int32) -> OpaquePointer?
    let status: @convention(c) (OpaquePointer?) -> Int32
    let errorMessage: @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
    let finish: @convention(c) (OpaquePointer?) -> Void
    let setNoticeProcessor:
        @convention(c) (
            OpaquePointer?, (@convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?) -> Void)?,
            UnsafeMutableRawPointer?
        ) -> UnsafeMutableRawPointer?
    let serverVersion: @convention(c) (OpaquePointer?) -> Int32
    let parseInfo:
        @convention(c) (UnsafePointer<CChar>?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?)
            -> UnsafeMutableRawPointer?
    let freeInfo: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let exec: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?) -> OpaquePointer?
    let prepare:
        @convention(c) (
            OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Int32, UnsafePointer<UInt32>?
        ) -> OpaquePointer?
    let execPrepared:
        @convention(c) (
            OpaquePointer?, UnsafePointer<CChar>?, Int32, Words?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, Int32
        ) -> OpaquePointer?
    let resultStatus: @convention(c) (OpaquePointer?) -> Int32
    let resultField: @convention(c) (OpaquePointer?, Int32) -> UnsafePointer<CChar>?
    let clear: @convention(c) (OpaquePointer?) -> Void
    let rows: @convention(c) (OpaquePointer?) -> Int32
    let columns: @convention(c) (OpaquePointer?) -> Int32
    let columnName: @convention(c) (OpaquePointer?, Int32) -> UnsafePointer<CChar>?
    let columnType: @convention(c) (OpaquePointer?, Int32) -> UInt32
    let isNull: @convention(c) (OpaquePointer?, Int32, Int32) -> Int32
    let value: @convention(c) (OpaquePointer?, Int32, Int32) -> UnsafePointer<CChar>?
    let length: @convention(c) (OpaquePointer?, Int32, Int32) -> Int32
    let affected: @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
    let socket: @convention(c) (OpaquePointer?) -> Int32
    let consumeInput: @convention(c) (OpaquePointer?) -> Int32
    let notifications: @convention(c) (OpaquePointer?) -> UnsafeMutableRawPointer?
    let freeMemory: @convention(c) (UnsafeMutableRawPointer?) -> Void

    /// `ConnStatusType` and `ExecStatusType`.
    static let connected: Int32 = 0
    static let commandDone: Int32 = 1
    static let rowsReturned: Int32 = 2
    /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`.
    static let stateField = Int32(UInt8(ascii: "C"))
    static let messageField = Int32(UInt8(ascii: "M"))

    /// The library of this machine, or why there is none.
    static let loaded: Result<Libpq, LibraryObstacle> = Result(loading: Libpq.init)

    private init() throws(LibraryObstacle) {
        let library = try LoadedLibrary(named: ["libpq.so.5"])
        connect = try library.function("PQconnectdbParams")
        status = try library.function("PQstatus")
        errorMessage = try library.function("PQerrorMessage")
        finish = try library.function("PQfinish")
        setNoticeProcessor = try library.function("PQsetNoticeProcessor")
        serverVersion = try library.function("PQserverVersion")
        parseInfo = try library.function("PQconninfoParse")
        freeInfo = try library.function("PQconninfoFree")
        exec = try library.function("PQexec")
        prepare = try library.function("PQprepare")
        execPrepared = try library.function("PQexecPrepared")
        resultStatus = try library.function("PQresultStatus")
        resultField = try library.function("PQresultErrorField")
        clear = try library.function("PQclear")
        rows = try library.function("PQntuples")
        columns = try library.function("PQnfields")
        columnName = try library.function("PQfname")
        columnType = try library.function("PQftype")
        isNull = try library.function("PQgetisnull")
        value = try library.function("PQgetvalue")
        length = try library.function("PQgetlength")
        affected = try library.function("PQcmdTuples")
        socket = try library.function("PQsocket")
        consumeInput = try library.function("PQconsumeInput")
        notifications = try library.function("PQnotifies")
        freeMemory = try library.function("PQfreemem")
    }
}
