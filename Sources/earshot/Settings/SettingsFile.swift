import JSONText

/// The settings file: strict, and with the place of what is wrong.
enum SettingsFile {
    /// What a file sets; relative paths in it are taken from its own folder.
    static func read(_ path: String) throws(CommandFailure) -> [Setting: Settings.Value] {
        let bytes: [UInt8]
        do {
            bytes = try InputBytes.read(path, limit: Settings.maximumBytes, what: "a settings file")
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("cannot read \(path).")
        }
        let value: JSONValue
        let places: JSONPlaces
        do {
            (value, places) = try JSONReader.readWithPlaces(bytes)
        } catch {
            throw CommandFailure("\(path):\(error.line):\(error.column): the settings are not JSON: \(error.message).")
        }
        func failure(_ pointer: String, _ message: String) -> CommandFailure {
            let place = places.place(of: pointer)
            return CommandFailure("\(path):\(place.line):\(place.column): \(message)")
        }
        guard case .object(let members) = value else {
            throw failure("", "the settings are no object. Write { \"store\": \"…\" }.")
        }
        var values: [Setting: Settings.Value] = [:]
        for member in members where member.name != "$schema" && member.name != "schema" {
            let pointer = JSONPointer.child("", member.name)
            guard let setting = Setting(rawValue: member.name) else {
                let known = Setting.allCases.map(\.rawValue).joined(separator: ", ")
                throw failure(pointer, "\"\(member.name.prefix(60))\" is no setting. There are \(known).")
            }
            let texts: [String]
            switch member.value {
            case .null: continue
            case .string(let text) where !setting.isList: texts = [text]
            case .array(let items) where setting.isList:
                texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
                guard texts.count == items.count else {
                    throw failure(pointer, "\"\(setting.rawValue)\" takes texts in brackets, each in quotation marks.")
                }
            default:
                throw failure(
                    pointer,
                    setting.isList
                        ? "\"\(setting.rawValue)\" takes a list: [\"…\", \"…\"]."
                        : "\"\(setting.rawValue)\" takes one text in quotation marks.")
            }
            if let objection = Settings.objection(to: texts, for: setting) { throw failure(pointer, objection) }
            let isPath = setting == .store || setting == .program
            values[setting] = Settings.Value(
                texts: isPath ? texts.map { placed($0, beside: path) } : texts,
                source: .file(path: path, line: places.place(of: pointer).line))
        }
        return values
    }

    /// A path of the file as it is meant: from the folder of the file where it is relative, `~/` from the user's own.
    private static func placed(_ text: String, beside file: String) -> String {
        if text.hasPrefix("~/"), let home = Terminal.environment("HOME") { return home + text.dropFirst() }
        guard !text.hasPrefix("/"), !text.contains("://"), let slash = file.lastIndex(of: "/") else { return text }
        return file[...slash] + text
    }
}
