import ArgumentParser
import JSONText

/// `earshot config`: what is set for all commands, and where it comes from.
struct ConfigCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Shows what is set for all commands, and where it comes from.",
        discussion: """
            A flag of a command stands above the environment, the environment above the settings file, the file
            above what is built in. The file is ~/.config/earshot/config.json (XDG_CONFIG_HOME is respected), or
            the one that EARSHOT_CONFIG names:

              {
                "$schema": "https://earshot.example/schema/config.json",
                "store": "~/cases",
                "country": "GB",
                "zone": "Europe/London",
                "ownNumbers": ["+442079460018"]
              }

            EXAMPLES
              earshot config
              EARSHOT_STORE=/srv/cases earshot config --format json
            """)

    @Option(help: "text or json.")
    var format = Format.text

    @OptionGroup var output: OutputOptions

    func run() throws {
        let settings = try Settings.current
        switch format {
        case .text: try output.deliver(text(settings))
        case .json: try output.deliver(json(settings))
        }
    }

    /// The value in force, and where it comes from.
    private func effective(_ setting: Setting, _ settings: Settings) -> Settings.Value {
        if let value = settings.values[setting] { return value }
        let text: String?
        switch setting {
        case .store: text = StoreOptions.defaultFolder(environment: Terminal.environment)
        case .color: text = ColorChoice.auto.rawValue
        case .program: text = "8x8-enterprise-support"
        case .zone, .ownNumbers, .country: text = nil
        }
        return Settings.Value(texts: text.map { [$0] } ?? [], source: .builtIn)
    }

    private func text(_ settings: Settings) -> String {
        var lines = ["\(settings.isPresent ? "Settings file" : "No settings file; it would be"): \(settings.path)", ""]
        let width = Setting.allCases.map(\.rawValue.count).max() ?? 0
        for setting in Setting.allCases {
            let value = effective(setting, settings)
            let name = setting.rawValue.padding(to: width)
            lines.append(
                "\(name)  \(value.texts.isEmpty ? "–" : value.texts.joined(separator: ", "))  "
                    + "(\(value.texts.isEmpty ? "not set" : value.source.words))")
            lines.append("\(String(repeating: " ", count: width))  \(setting.meaning); \(setting.variable)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func json(_ settings: Settings) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        json.object { json in
            json.member("schema", Settings.schema)
            json.member("file", settings.path)
            json.member("isFilePresent", settings.isPresent)
            json.member("settings", array: Setting.allCases) { json, setting in
                let value = effective(setting, settings)
                json.object { json in
                    json.member("name", setting.rawValue)
                    if setting.isList {
                        json.member("value", texts: value.texts)
                    } else {
                        json.member("value", value.texts.first)
                    }
                    json.member("variable", setting.variable)
                    switch value.source {
                    case .environment: json.member("source", "environment")
                    case .file(_, let line):
                        json.member("source", "file")
                        json.member("line", line)
                    case .builtIn: json.member("source", value.texts.isEmpty ? nil : "built-in")
                    }
                }
            }
        }
        return json.bytes + [0x0A]
    }
}

extension String {
    /// The text with blanks behind it, up to `width` characters.
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
