import JSONText

/// What is set for all commands: by the environment, else by the settings file. A flag of a command stands above both.
struct Settings {
    /// The value of one setting.
    struct Value: Equatable {
        /// The text, or the texts of a list.
        var texts: [String]
        /// Where it comes from.
        var source: SettingSource
    }

    /// Bytes of the settings file.
    static let maximumBytes = 64 << 10
    /// Characters of one value.
    static let maximumCharacters = 4_096
    /// Numbers that may be listed.
    static let maximumListed = 10_000
    static let schema = "earshot.config/1"

    /// What is set.
    private(set) var values: [Setting: Value] = [:]
    /// The file that was read, or would be.
    let path: String
    /// Whether it is there.
    let isPresent: Bool

    /// The settings of this run, read once.
    static var current: Settings { get throws(CommandFailure) { try read.get() } }
    private static let read: Result<Settings, CommandFailure> = Result { () throws(CommandFailure) in
        try Settings(environment: Terminal.environment)
    }

    /// The text of a setting; `nil` where nothing is set.
    static func text(_ setting: Setting) throws(CommandFailure) -> String? {
        try current.values[setting]?.texts.first
    }

    /// The texts of a list; empty where nothing is set.
    static func texts(_ setting: Setting) throws(CommandFailure) -> [String] {
        try current.values[setting]?.texts ?? []
    }

    /// `EARSHOT_CONFIG`, else `XDG_CONFIG_HOME/earshot/config.json`, else `HOME/.config/earshot/config.json`.
    static func defaultPath(environment: (String) -> String?) -> String {
        if let path = environment("EARSHOT_CONFIG"), !path.isEmpty { return path }
        if let folder = environment("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return folder + "/earshot/config.json" }
        return (environment("HOME") ?? ".") + "/.config/earshot/config.json"
    }

    /// Reads the file, then the environment above it; says everything that is wrong with either.
    init(environment: (String) -> String?) throws(CommandFailure) {
        path = Settings.defaultPath(environment: environment)
        let isNamed = environment("EARSHOT_CONFIG")?.isEmpty == false
        isPresent = InputFiles.exists(path)
        guard isPresent || !isNamed else {
            throw CommandFailure(
                "there is no file \(path), which EARSHOT_CONFIG names. Make it, or unset the variable.")
        }
        if isPresent { values = try SettingsFile.read(path) }
        for setting in Setting.allCases {
            guard let text = environment(setting.variable), !text.isEmpty else { continue }
            let texts = setting.isList ? text.split(separator: ",").map { Settings.trimmed($0) } : [text]
            if let objection = Settings.objection(to: texts, for: setting) {
                throw CommandFailure("\(setting.variable): \(objection)")
            }
            values[setting] = Value(texts: texts, source: .environment(variable: setting.variable))
        }
    }

    /// What is wrong with the texts of a setting; `nil` if nothing is.
    static func objection(to texts: [String], for setting: Setting) -> String? {
        if texts.count > maximumListed { return "there are \(texts.count) values; the limit is \(maximumListed)." }
        for text in texts {
            if text.count > maximumCharacters { return "the value is longer than \(maximumCharacters) characters." }
            if text.isEmpty { return "an empty value says nothing; leave it out." }
            if text.unicodeScalars.contains(where: { $0.value < 0x20 }) {
                return "the value holds a control character."
            }
            if let choices = setting.choices, !choices.contains(text) {
                return "\"\(text)\" is not known here. Write \(choices.joined(separator: ", "))."
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
