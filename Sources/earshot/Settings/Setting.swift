/// What a user may set once for all commands.
enum Setting: String, CaseIterable {
    case store, program, zone, color, ownNumbers, country

    /// What it is, in a line.
    var meaning: String {
        switch self {
        case .store: return "the folder of the case store, or the address of its database"
        case .program: return "the file of the support program"
        case .zone: return "the time zone of times that name none, such as Europe/London"
        case .color: return "colour of text: auto, always or never"
        case .ownNumbers: return "your own telephone numbers, which tell a call's direction"
        case .country: return "the country of numbers in national form, such as GB"
        }
    }

    /// The variable of the environment that sets it.
    var variable: String {
        switch self {
        case .ownNumbers: return "EARSHOT_OWN_NUMBERS"
        default: return "EARSHOT_" + rawValue.uppercased()
        }
    }

    /// Whether it is a list: an array in the file, commas between its values in the environment.
    var isList: Bool { self == .ownNumbers }

    /// The values it may have; `nil` for any text.
    var choices: [String]? { self == .color ? ColorChoice.allCases.map(\.rawValue) : nil }
}

/// Where the value of a setting comes from.
enum SettingSource: Equatable {
    /// A variable of the environment.
    case environment(variable: String)
    /// A line of the settings file.
    case file(path: String, line: Int)
    /// What holds where nothing is set.
    case builtIn

    /// In words.
    var words: String {
        switch self {
        case .environment(let variable): return variable
        case .file(let path, let line): return "\(path):\(line)"
        case .builtIn: return "built in"
        }
    }
}
