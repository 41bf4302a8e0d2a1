import Foundation
import Testing

/// A folder with a settings file; removed when the test is over.
private final class SettingsFolder {
    let folder = Program.temporary("settings")
    var file: String { folder + "/config.json" }

    init(_ text: String?) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func run(_ arguments: [String], input: String = "", _ environment: [String: String] = [:]) throws
        -> Program.Outcome
    {
        try Program.run(
            "earshot", arguments, input: Data(input.utf8),
            environment: ["EARSHOT_CONFIG": file].merging(environment) { $1 })
    }

    func setting(_ name: String, _ environment: [String: String] = [:]) throws -> (value: Any?, source: String?) {
        let outcome = try run(["config", "--format", "json"], environment)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let all = try #require(object?["settings"] as? [[String: Any]])
        let one = try #require(all.first { $0["name"] as? String == name })
        return (one["value"], one["source"] as? String)
    }
}

@Suite struct SettingsTests {
    @Test func theEnvironmentStandsAboveTheFileAndTheFileAboveWhatIsBuiltIn() throws {
        let place = try SettingsFolder(#"{"$schema": "x", "country": "GB", "zone": "Europe/London"}"#)
        let file = try place.setting("country")
        #expect(file.value as? String == "GB" && file.source == "file")
        let environment = try place.setting("country", ["EARSHOT_COUNTRY": "US"])
        #expect(environment.value as? String == "US" && environment.source == "environment")
        let builtIn = try place.setting("color")
        #expect(builtIn.value as? String == "auto" && builtIn.source == "built-in")
        let numbers = try place.setting("ownNumbers", ["EARSHOT_OWN_NUMBERS": "+442079460018, +442079460019"])
        #expect(numbers.value as? [String] == ["+442079460018", "+442079460019"])
    }

    @Test func zoneAndCountryHoldForFormsThatNameNone() throws {
        let table = "From,To,Date and time,Direction\n020 7946 0018,+12125550142,2026-11-23 14:03,outgoing\n"
        let received = ["check", "-", "--input", "csv", "--received-at", "2026-11-23T14:43:00Z"]
        let bare = try SettingsFolder("{}").run(received, input: table)
        #expect(bare.status == 1 && bare.output.contains("sample.time-zone-missing"))
        let set = try SettingsFolder(#"{"country": "GB", "zone": "Europe/London"}"#).run(received, input: table)
        #expect(set.status == 0, "\(set.output)\(set.errors)")
        // The flag stands above the file.
        let flag = try SettingsFolder(#"{"country": "GB", "zone": "Asia/Tokyo"}"#).run(
            received + ["--time-zone", "Europe/London"], input: table)
        #expect(flag.status == 0, "\(flag.output)")
    }

    @Test func ownNumbersTellTheDirection() throws {
        let table =
            "From,To,Date and time,Direction\n+442079460018,+12125550142,2026-11-23T14:03:00Z,incoming\n"
        let place = try SettingsFolder(#"{"ownNumbers": ["+442079460018"]}"#)
        let outcome = try place.run(
            ["check", "-", "--input", "csv", "--received-at", "2026-11-23T14:43:00Z"], input: table)
        #expect(outcome.status == 1 && outcome.output.contains("sample.direction-contradicts-numbers"))
    }

    @Test func theStoreLiesBesideTheFileThatNamesIt() throws {
        let place = try SettingsFolder(#"{"store": "cases"}"#)
        let outcome = try place.run([
            "submit", "Samples/submissions/one-way-audio/submission.json", "--received-at", "2026-11-23T14:43:00Z",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: place.folder + "/cases"))
        let elsewhere = Program.temporary("store")
        let flag = try place.run(["case", "list", "--store", elsewhere])
        #expect(!flag.output.contains("CASE-000001"))
        #expect(try place.run(["case", "list"]).output.contains("CASE-000001"))
    }

    @Test(arguments: [
        ("{\n  \"colour\": \"never\"\n}", ":2:", "\"colour\" is no setting"),
        ("{\"color\": \"sometimes\"}", ":1:", "Write auto, always, never"),
        ("{\"zone\": 3}", ":1:", "takes one text"), ("{\"ownNumbers\": \"x\"}", ":1:", "takes a list"),
        ("{\"ownNumbers\": [1]}", ":1:", "takes texts in brackets"), ("{", ":1:", "not JSON"),
        ("[]", ":1:", "no object"), ("{\"store\": \"\"}", ":1:", "an empty value"),
        ("{\"store\": \"a\\u0007\"}", ":1:", "control character"),
    ])
    func whatIsWrongIsSaidWithItsPlace(text: String, place: String, words: String) throws {
        let settings = try SettingsFolder(text)
        for arguments in [["config"], ["case", "list"]] {
            let outcome = try settings.run(arguments)
            #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.contains(settings.file + place), "\(outcome.errors)")
        }
    }

    @Test func aFileThatIsNamedMustBeThere() throws {
        let outcome = try SettingsFolder(nil).run(["config"])
        #expect(outcome.status == 2 && outcome.errors.contains("there is no file"))
        let unnamed = try Program.run(
            "earshot", ["config"], environment: ["EARSHOT_CONFIG": "", "XDG_CONFIG_HOME": "/nonexistent"])
        #expect(unnamed.status == 0 && unnamed.output.contains("/nonexistent/earshot/config.json"))
    }

    @Test func aWrongValueOfTheEnvironmentIsSaid() throws {
        let outcome = try SettingsFolder("{}").run(["config"], ["EARSHOT_COLOR": "red"])
        #expect(outcome.status == 2 && outcome.errors.contains("EARSHOT_COLOR: \"red\" is not known here"))
    }
}
