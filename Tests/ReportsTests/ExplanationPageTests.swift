import Findings
import Foundation
import Reports
import SampleIntake
import Testing

/// The pages of all codes, as `earshot explain` shows them and `docs/findings` and `docs/problems` keep them.
/// `EARSHOT_RECORD=1 swift test --filter ExplanationPageTests` writes the kept ones anew: read the difference.
@Suite struct ExplanationPageTests {
    private static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { folder.deleteLastPathComponent() }
        return folder
    }()

    @Test func everyRuleHasItsPageAndEveryCodeItsExplanation() {
        var explained: [FindingCode: Int] = [:]
        for explanation in FindingCatalog.rules.flatMap(\.explains) { explained[explanation.code, default: 0] += 1 }
        for rule in FindingCatalog.rules {
            #expect(rule.page != nil, "\(rule.codes)")
            for code in rule.codes { #expect(explained[code] == 1, "\(code.rawValue)") }
            for explanation in rule.explains { #expect(rule.codes.contains(explanation.code)) }
        }
    }

    @Test func noPageIsEmptyOrTwice() {
        let pages = ExplanationPage.all()
        // A cause may be called as the finding that shows it by itself.
        #expect(Set(pages.map { "\($0.kind) \($0.code)" }).count == pages.count)
        for page in pages {
            #expect(!page.meaning.isEmpty && !page.remedy.isEmpty && page.title?.isEmpty != true, "\(page.code)")
            for check in page.checks {
                #expect(!check.looksAt.isEmpty && !check.matters.isEmpty && !check.clears.isEmpty, "\(page.code)")
            }
            for example in page.examples {
                let folder = Self.root.appendingPathComponent("Samples/calls/\(example)/README.md")
                #expect(FileManager.default.fileExists(atPath: folder.path), "\(page.code): \(example)")
            }
        }
    }

    @Test func everyThresholdIsDescribedAndQuotedByAPage() {
        let declared = Mirror(reflecting: FindingThresholds()).children.compactMap(\.label)
        #expect(FindingThreshold.all.map(\.name).sorted() == declared.sorted())
        let quoted = Set(FindingCatalog.rules.compactMap(\.page).flatMap(\.thresholds).map(\.name))
        #expect(quoted == Set(declared))
        for threshold in FindingThreshold.all {
            var changed = FindingThresholds()
            threshold.set(7, in: &changed)
            #expect(threshold.value(in: changed) == 7 && !threshold.reason.isEmpty, "\(threshold.name)")
        }
    }

    @Test func wordsFindTheirCodes() throws {
        let pages = ExplanationPage.all()
        #expect(ExplanationPage.matching("media.jitter", in: pages).map(\.code) == ["media.jitter"])
        #expect(ExplanationPage.matching("packet loss", in: pages).map(\.code) == ["media.packet-loss"])
        #expect(ExplanationPage.matching("one-way audio", in: pages).first?.code == "media.one-way-audio")
        #expect(ExplanationPage.matching("", in: pages).isEmpty)
        #expect(ExplanationPage.matching("zzz", in: pages).isEmpty)
    }

    @Test func theKeptPagesAreThoseOfThisBuild() throws {
        var expected: [String: String] = [:]
        for page in ExplanationPage.all() {
            let folder = page.kind == .problem ? "docs/problems" : page.kind == .cause ? "docs/causes" : "docs/findings"
            expected["\(folder)/\(page.code).md"] = ExplanationReport.markdown(page, samples: "../../Samples/calls")
        }
        for (kind, folder, title) in [
            (ExplanationPage.Kind.finding, "docs/findings", "Findings"), (.cause, "docs/causes", "Causes"),
            (.problem, "docs/problems", "Problems of submissions"),
        ] {
            expected["\(folder)/README.md"] = ExplanationReport.index(
                ExplanationPage.all().filter { $0.kind == kind }, title: title)
        }
        if ProcessInfo.processInfo.environment["EARSHOT_RECORD"] == "1" {
            for (path, text) in expected {
                let file = Self.root.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }
        var kept: Set<String> = []
        for folder in ["docs/findings", "docs/causes", "docs/problems"] {
            let files = try FileManager.default.contentsOfDirectory(
                atPath: Self.root.appendingPathComponent(folder).path)
            kept.formUnion(files.map { "\(folder)/\($0)" })
        }
        #expect(kept == Set(expected.keys))
        for (path, text) in expected {
            let data = try Data(contentsOf: Self.root.appendingPathComponent(path))
            #expect(String(decoding: data, as: UTF8.self) == text, "\(path) differs from what this build says")
        }
    }
}
