// swift-tools-version: 6.1
import PackageDescription

// Somebody else's package: it sees of Earshot what its library products show, and nothing more. `scripts/stranger` puts the
// snippets of README.md beside these programs, builds all of them and looks at what they print.
let package = Package(
    name: "stranger",
    dependencies: [.package(name: "earshot", path: "../..")],
    targets: [
        .executableTarget(name: "Intake", dependencies: [.product(name: "SampleIntake", package: "earshot")]),
        .executableTarget(name: "Analysis", dependencies: [.product(name: "CallAnalysis", package: "earshot")]),
        .executableTarget(name: "Casework", dependencies: [.product(name: "CaseWork", package: "earshot")]),
        .executableTarget(name: "Readme1", dependencies: [.product(name: "SampleIntake", package: "earshot")]),
        .executableTarget(name: "Readme2", dependencies: [.product(name: "CallAnalysis", package: "earshot")]),
        .executableTarget(name: "Readme3", dependencies: [.product(name: "CaseWork", package: "earshot")]),
    ],
    swiftLanguageModes: [.v6]
)
