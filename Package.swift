// swift-tools-version: 6.1
import PackageDescription

// The runtime as a part of the program (scripts/build-release): what that needs by way of libraries, in their order.
let runtime: [LinkerSetting] =
    Context.environment["EARSHOT_STATIC"] == nil
    ? []
    : [
        .unsafeFlags(
            [
                "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
                "-l_FoundationCollections", "-lstdc++", "-Xclang-linker", "-static-libgcc",
            ], .when(configuration: .release)),
        .unsafeFlags(
            Context.environment["EARSHOT_STATIC"] != "packed"
                ? []
                : [
                    "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
                    "-Xlinker", "--no-export-dynamic", "-Xlinker", "--exclude-libs=ALL",
                ], .when(configuration: .release)),
    ]

// What the program says of itself (`earshot --version`): the commit, where scripts/build-release names it.
let buildFacts: [CSetting] =
    Context.environment["EARSHOT_COMMIT"].map { commit in
        [.define("EARSHOT_COMMIT", to: "\"\(commit.filter { $0.isHexDigit || "+changes".contains($0) })\"")]
    } ?? []

/// The rooms of the house and who may import whom: see docs/ARCHITECTURE.md. `scripts/check` refuses any other import.
let package = Package(
    name: "earshot",
    products: [
        .executable(name: "earshot", targets: ["earshot"]),
        // Each holds the modules of all types in its signatures.
        .library(name: "SampleIntake", targets: ["CallVocabulary", "SampleIntake"]),
        .library(
            name: "CallAnalysis",
            targets: ["CallVocabulary", "CaptureFiles", "QualityMeasures", "AudioLevels", "CallAnalysis", "Findings"]),
        .library(
            name: "CaseWork",
            targets: [
                "CallVocabulary", "SampleIntake", "CaptureFiles", "QualityMeasures", "AudioLevels", "SpeechDecoding",
                "CallAnalysis", "Findings", "PathComparison", "SupportProgram", "Plots", "ReportModel",
                "Reports", "Redaction", "Cases", "SQLiteCases",
                "FolderVault", "CaseWork",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLz4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
        .systemLibrary(name: "CLibpcap", providers: [.apt(["libpcap-dev"])]),
        .target(name: "CProcessor"),
        .target(name: "CBuildFacts", cSettings: buildFacts),
        .target(name: "LoadedLibraries"),
        .target(name: "CConfinement"),
        .target(name: "CallVocabulary"),
        .target(name: "CaptureFiles", dependencies: ["CallVocabulary", "CZlib", "CZstd", "CLz4"]),
        .target(name: "LiveCapture", dependencies: ["CallVocabulary", "CaptureFiles", "CLibpcap", "LoadedLibraries"]),
        .target(name: "WireFormats", dependencies: ["CallVocabulary"]),
        .target(
            name: "MediaDecryption",
            dependencies: [
                "CallVocabulary", "WireFormats",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .target(
            name: "Redaction",
            dependencies: ["CallVocabulary", "WireFormats", .product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "QualityMeasures", dependencies: ["CallVocabulary"]),
        .target(name: "AudioLevels", dependencies: ["CallVocabulary", "CProcessor"]),
        .target(name: "SpeechDecoding", dependencies: ["CallVocabulary", "AudioLevels", "LoadedLibraries"]),
        .target(
            name: "CallAnalysis",
            dependencies: [
                "CallVocabulary", "WireFormats", "QualityMeasures", "AudioLevels", "MediaDecryption", "CProcessor",
            ]),
        .target(
            name: "Findings",
            dependencies: ["CallVocabulary", "CallAnalysis", "QualityMeasures", "AudioLevels"]),
        .target(
            name: "PathComparison", dependencies: ["CallVocabulary", "WireFormats", "QualityMeasures", "CallAnalysis"]),
        .target(name: "TelephoneNumbers", dependencies: ["CallVocabulary"]),
        .target(name: "Escaping"),
        .target(name: "Plots", dependencies: ["Escaping", "JSONText"]),
        .target(name: "OutputFiles"),
        .target(name: "JSONText", dependencies: ["Escaping"]),
        .target(name: "CivilTime", dependencies: ["CallVocabulary"]),
        .target(name: "SupportProgram", dependencies: ["CallVocabulary", "CivilTime", "JSONText", "Escaping"]),
        .target(
            name: "SampleIntake",
            dependencies: ["CallVocabulary", "CivilTime", "JSONText", "TelephoneNumbers", "Escaping", "Spreadsheets"]),
        .target(name: "Spreadsheets", dependencies: ["CZlib", "Escaping", "LoadedLibraries"]),
        .target(
            name: "ReportModel",
            dependencies: [
                "CallVocabulary", "JSONText", "QualityMeasures", "AudioLevels", "CallAnalysis", "Findings",
            ]),
        .target(
            name: "Reports",
            dependencies: [
                "CallVocabulary", "CivilTime", "JSONText", "QualityMeasures", "AudioLevels", "CallAnalysis",
                "Findings", "PathComparison", "ReportModel", "SampleIntake", "SupportProgram", "Cases", "Escaping",
                "Plots",
            ]),
        .target(name: "Cases", dependencies: ["CallVocabulary", "SupportProgram"]),
        .target(
            name: "FolderVault",
            dependencies: ["Cases", "CZstd", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "SQLiteCases",
            dependencies: [
                "CallVocabulary", "Cases",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "CaseWork",
            dependencies: [
                "CallVocabulary", "CaptureFiles", "CallAnalysis", "Findings", "TelephoneNumbers", "SampleIntake",
                "SupportProgram", "CivilTime", "JSONText", "ReportModel", "Reports", "Cases", "PathComparison",
                "AudioLevels", "SpeechDecoding", "CProcessor", "Escaping", "OutputFiles", "Redaction",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "DiagnosticsService",
            dependencies: [
                "CallVocabulary", "CaptureFiles", "SampleIntake", "SupportProgram", "CaseWork", "Reports", "Cases",
                "Escaping", "JSONText",
                "CivilTime", "CConfinement", "Findings", "ReportModel",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            resources: [
                .embedInCode("Assets/earshot.css"), .embedInCode("Assets/earshot.js"),
                .embedInCode("Assets/earshot.svg"), .embedInCode("Assets/openapi.json"),
            ]),
        .executableTarget(
            name: "earshot",
            dependencies: [
                "DiagnosticsService",
                "CallVocabulary", "CaptureFiles", "LiveCapture", "CallAnalysis", "Findings", "SampleIntake", "CaseWork",
                "ReportModel", "Reports", "Cases", "SQLiteCases", "FolderVault", "SupportProgram", "CivilTime",
                "JSONText", "PathComparison", "SpeechDecoding", "Escaping", "OutputFiles", "Redaction", "Spreadsheets",
                "LoadedLibraries", "CBuildFacts", "CZlib", "CZstd", "CLz4",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            linkerSettings: runtime),
        .executableTarget(
            name: "ValidatorExample", dependencies: ["SampleIntake", "CallVocabulary"], path: "docs/examples/validator"),
        .executableTarget(
            name: "AnalyzerExample", dependencies: ["CaptureFiles", "CallAnalysis", "Findings", "CallVocabulary"],
            path: "docs/examples/analyzer"),
        .target(name: "LoopbackSender", path: "Tests/LoopbackSender"),
        .target(
            name: "WireOracle", dependencies: ["CallVocabulary", "WireFormats", "CaptureFiles"],
            path: "Tests/WireOracle"),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["earshot", "ValidatorExample", "AnalyzerExample", "LoopbackSender", "Reports"],
            exclude: ["every-codec.pcap.gz"]),
        .testTarget(name: "LoadedLibrariesTests", dependencies: ["LoadedLibraries"]),
        .testTarget(name: "CallVocabularyTests", dependencies: ["CallVocabulary"]),
        .testTarget(
            name: "CaptureFilesTests", dependencies: ["CaptureFiles", "CallVocabulary", "CZstd", "CLz4", "WireOracle"]),
        .testTarget(
            name: "LiveCaptureTests",
            dependencies: [
                "LiveCapture", "CallVocabulary", "CaptureFiles", "CallAnalysis", "WireFormats", "LoopbackSender",
                "LoadedLibraries",
            ]),
        .testTarget(name: "WireFormatsTests", dependencies: ["WireFormats", "CallVocabulary", "WireOracle"]),
        .testTarget(
            name: "MediaDecryptionTests",
            dependencies: [
                "MediaDecryption", "WireFormats", "CallVocabulary", "CallAnalysis", "CaptureFiles", "Reports",
                "CaseWork", "Findings", "WireOracle",
            ], exclude: ["Fixtures"]),
        .testTarget(
            name: "QualityMeasuresTests", dependencies: ["QualityMeasures", "CallVocabulary"],
            exclude: ["telephony-vectors.json"]),
        .testTarget(name: "AudioLevelsTests", dependencies: ["AudioLevels", "CallVocabulary"]),
        .testTarget(name: "SpeechDecodingTests", dependencies: ["SpeechDecoding", "AudioLevels", "CallVocabulary"]),
        .testTarget(
            name: "CallAnalysisTests",
            dependencies: ["CallAnalysis", "CallVocabulary", "WireFormats", "QualityMeasures", "CaptureFiles"]),
        .testTarget(
            name: "PathComparisonTests",
            dependencies: [
                "PathComparison", "CallVocabulary", "CallAnalysis", "CaptureFiles", "CaseWork", "Reports", "JSONText",
            ]),
        .testTarget(
            name: "FindingsTests",
            dependencies: ["Findings", "AudioLevels", "CallVocabulary", "CallAnalysis", "CaptureFiles"]),
        .testTarget(
            name: "TelephoneNumbersTests", dependencies: ["TelephoneNumbers", "CallVocabulary"], exclude: ["Fixtures"]),
        .testTarget(
            name: "RedactionTests",
            dependencies: ["Redaction", "CaseWork", "CallVocabulary", "CaptureFiles", "WireOracle"]),
        .testTarget(name: "CivilTimeTests", dependencies: ["CivilTime", "CallVocabulary"]),
        .testTarget(name: "EscapingTests", dependencies: ["Escaping"]),
        .testTarget(name: "PlotsTests", dependencies: ["Plots", "Escaping"]),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText", "Escaping"]),
        .testTarget(name: "SpreadsheetsTests", dependencies: ["Spreadsheets", "CZlib", "LoadedLibraries"]),
        .testTarget(
            name: "SupportProgramTests", dependencies: ["SupportProgram", "CallVocabulary", "CivilTime"],
            exclude: ["clock-cases.json"]),
        .testTarget(
            name: "SampleIntakeTests", dependencies: ["SampleIntake", "CallVocabulary", "TelephoneNumbers"],
            exclude: ["intake-cases.json", "invented-submissions.json"]),
        .testTarget(
            name: "ReportModelTests",
            dependencies: [
                "ReportModel", "Reports", "CaseWork", "CallVocabulary", "CallAnalysis", "CaptureFiles", "Findings",
                "JSONText",
            ]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "ReportModel", "CallVocabulary", "CallAnalysis", "Findings", "JSONText", "SampleIntake",
                "SupportProgram", "Escaping", "Cases", "Plots", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "StoreConformance", dependencies: ["Cases", "CallVocabulary"], path: "Tests/StoreConformance"),
        .testTarget(
            name: "SQLiteCasesTests",
            dependencies: [
                "SQLiteCases", "FolderVault", "Cases", "CallVocabulary", "StoreConformance",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "FolderVaultTests", dependencies: ["FolderVault", "Cases", "StoreConformance"]),
        .testTarget(
            name: "DiagnosticsServiceTests",
            dependencies: [
                "DiagnosticsService", "CaseWork", "Cases", "SQLiteCases", "FolderVault", "SupportProgram",
                "CallVocabulary", "JSONText",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "CaseWorkTests",
            dependencies: [
                "CaseWork", "CallVocabulary", "CaptureFiles", "CallAnalysis", "Findings", "SampleIntake", "Reports",
                "Cases", "SQLiteCases", "FolderVault", "SupportProgram", "AudioLevels", "StoreConformance",
                "SpeechDecoding", "WireOracle",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// What scripts/fuzz builds, with a sanitizer unless it is to be plain: hostile inputs for every parser, in memory.
if let fuzzing = Context.environment["EARSHOT_FUZZ"] {
    package.targets.append(
        .executableTarget(
            name: "FuzzDriver",
            dependencies: [
                "CallVocabulary", "CaptureFiles", "WireFormats", "MediaDecryption", "AudioLevels", "SpeechDecoding",
                "CallAnalysis",
                "Findings", "PathComparison", "Reports", "SampleIntake", "SupportProgram", "TelephoneNumbers",
                "JSONText", "WireOracle",
            ],
            path: "Tests/FuzzDriver",
            // Debian's usual linker cannot read what the sanitizers write.
            linkerSettings: fuzzing == "plain" ? [] : [.unsafeFlags(["-use-ld=lld"])]))
}

// Times single stages; built by scripts/bench --micro alone.
if Context.environment["EARSHOT_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "StageBench", dependencies: ["CallVocabulary", "SampleIntake", "TelephoneNumbers", "WireFormats"],
            path: "Tests/StageBench"))
}

// Continuous integration: a warning in our own rooms fails the build; other people's packages are not ours to judge.
if Context.environment["EARSHOT_STRICT"] != nil {
    for target in package.targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-warnings-as-errors"])]
        target.cSettings = (target.cSettings ?? []) + [.unsafeFlags(["-Werror"])]
    }
}
