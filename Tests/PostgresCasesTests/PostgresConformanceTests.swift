import Cases
import StoreConformance
import Testing

@testable import PostgresCases

@Suite(.enabled(if: TestDatabase.isThere, "PostgreSQL by scripts/postgres"), .serialized)
struct PostgresConformanceTests {
    @Test(arguments: StoreChecks.all) func theStoreConforms(check: Check<StorePlace>) throws {
        let database = try TestDatabase()
        try check.run(StorePlace { try database.open() })
    }

    @Test(arguments: JobChecks.all) func theQueueConforms(check: Check<any JobQueue>) throws {
        let database = try TestDatabase()
        try check.run(try database.open())
    }

    @Test func theServerIsNamed() throws {
        let database = try TestDatabase()
        let version = try database.open().serverVersion()
        print("PostgreSQL \(version)")
        #expect((Int(version.split(separator: ".").first ?? "") ?? 0) >= 14)
    }
}
