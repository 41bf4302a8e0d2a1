import Cases
import LoadedLibraries
import Testing

@testable import PostgresCases

@Suite(.enabled(if: Libpq.loaded.loaded != nil, "libpq5 is not installed")) struct AddressTests {
    private func setting(_ name: String, of text: String) throws -> String? {
        try PostgresAddress(text).settings.last { $0.name == name }?.value
    }

    @Test func passwordsAreInNoMessage() throws {
        let address = try PostgresAddress("postgres://ann:s3cret@db.example:5433/earshot?sslmode=require")
        #expect(address.place == "postgres://db.example:5433/earshot")
        do {
            _ = try PostgresAddress("postgres://ann:s3cret@db.example:5433/earshot?nonsense=s3cret@")
            Issue.record("nonsense was taken")
        } catch let error as CaseStoreError {
            #expect(!error.description.contains("s3cret"))
        }
    }

    @Test func otherMachinesAreVerifiedUnlessTheAddressSaysOtherwise() throws {
        #expect(try setting("sslmode", of: "postgres://db.example/earshot") == "verify-full")
        #expect(try setting("sslmode", of: "postgres://127.0.0.1,db.example/earshot") == "verify-full")
        #expect(try setting("sslmode", of: "postgres://db.example/earshot?sslmode=require") == "require")
        for host in ["127.0.0.1", "localhost", "%2Fvar%2Frun%2Fpostgresql"] {
            #expect(try setting("sslmode", of: "postgres://\(host)/earshot") == nil)
        }
    }

    @Test func ofSeveralHostsTheOneThatTakesChangesIsTaken() throws {
        let text = "postgres://one.example:5432,two.example:5433/earshot"
        #expect(try setting("target_session_attrs", of: text) == "read-write")
        #expect(try PostgresAddress(text).place == "postgres://one.example:5432,two.example:5433/earshot")
    }

    @Test func wordsAreThoseOfTheOtherIndex() {
        #expect(
            WordIndex.words(of: "Zürich, a@Example.com -000001 +442079460018 media.one-way-audio") == [
                "zurich", "a", "example", "com", "000001", "442079460018", "media", "one", "way", "audio",
            ])
        #expect(WordIndex.words(of: String(repeating: "é", count: 1_000)) == [String(repeating: "e", count: 200)])
    }
}
