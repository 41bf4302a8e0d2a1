import GRDB

extension SQLiteCases {
    /// The version of the database engine that the program is linked with, such as `3.40.1`; `nil` if it cannot be asked.
    public static var engineVersion: String? {
        try? DatabaseQueue().read { database in try String.fetchOne(database, sql: "SELECT sqlite_version()") }
    }
}
