import Foundation
import Testing

/// The schemas of `docs/schema`, and whether a document is what its own says. Reads as much of JSON Schema as they use; a word
/// that is not known here is a fault, so that none is passed over.
enum DocumentSchemas {
    /// Requires that a document names a schema and is as it says.
    static func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        // For scripts/schemas --learn, which widens a schema to the documents of the tests.
        if let folder = ProcessInfo.processInfo.environment["EARSHOT_DOCUMENTS"] {
            return try text.write(toFile: "\(folder)/\(UUID().uuidString).json", atomically: true, encoding: .utf8)
        }
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed])
        let stated = (document as? [String: Any])?["schema"] as? String
        let name = try #require(
            stated?.split(separator: "/").first?.split(separator: ".").last.map(String.init),
            "no schema is named", sourceLocation: sourceLocation)
        var faults: [String] = []
        try validate(document, try schema("\(name).schema.json"), "$", &faults)
        #expect(faults.isEmpty, "\(faults.prefix(5))", sourceLocation: sourceLocation)
    }

    static func faults(of document: Any, by schema: [String: Any]) throws -> [String] {
        var faults: [String] = []
        try validate(document, schema, "$", &faults)
        return faults
    }

    private static func schema(_ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Program.root.appendingPathComponent("docs/schema/" + file))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// Words that say nothing about a value.
    private static let silent: Set = [
        "$schema", "$id", "$defs", "title", "description", "examples", "default", "format",
    ]

    private static func validate(_ value: Any, _ schema: [String: Any], _ place: String, _ faults: inout [String])
        throws
    {
        for (word, said) in schema where !silent.contains(word) {
            switch word {
            case "$ref":
                let file = try #require(said as? String)
                try validate(value, try self.schema(file), place, &faults)
            case "anyOf":
                let choices = try #require(said as? [[String: Any]])
                let fits = try choices.contains { try Self.faults(of: value, by: $0).isEmpty }
                if !fits { faults.append("\(place) fits none of \(choices.count)") }
            case "const":
                if (value as? String) != (said as? String) { faults.append("\(place) is not \(said)") }
            case "type":
                let types = (said as? [String]) ?? [said as? String ?? ""]
                if !types.contains(where: { isOf($0, value) }) { faults.append("\(place) is no \(types)") }
            case "items":
                let items = try #require(said as? [String: Any])
                for (index, element) in ((value as? [Any]) ?? []).enumerated() {
                    try validate(element, items, "\(place)[\(index)]", &faults)
                }
            case "required":
                guard let members = value as? [String: Any] else { continue }
                for name in (said as? [String]) ?? [] where members[name] == nil {
                    faults.append("\(place) has no \(name)")
                }
            case "properties", "additionalProperties":
                guard word == "additionalProperties" || schema["additionalProperties"] == nil else { continue }
                try validateMembers(value, schema, place, &faults)
            default: faults.append("\(place): the schema says \(word), which is not known here")
            }
        }
    }

    private static func validateMembers(
        _ value: Any, _ schema: [String: Any], _ place: String, _ faults: inout [String]
    ) throws {
        let named = schema["properties"] as? [String: [String: Any]] ?? [:]
        for (name, member) in (value as? [String: Any]) ?? [:] {
            if let own = named[name] ?? (schema["additionalProperties"] as? [String: Any]) {
                try validate(member, own, "\(place).\(name)", &faults)
            } else if schema["additionalProperties"] as? Bool == false {
                faults.append("\(place) has \(name), which its schema does not name")
            }
        }
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "null": return value is NSNull
        case "object": return value is [String: Any]
        case "array": return value is [Any]
        case "string": return value is String
        case "boolean": return isTruth(value)
        case "number": return value is NSNumber && !isTruth(value)
        case "integer":
            guard let number = value as? NSNumber, !isTruth(value) else { return false }
            return number.doubleValue == number.doubleValue.rounded()
        default: return false
        }
    }

    private static func isTruth(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return String(cString: number.objCType) == "c"
    }
}

@Suite struct DocumentSchemaTests {
    @Test func whatIsNotAsTheSchemaSaysIsAFault() throws {
        let schema: [String: Any] = [
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": [
                "a": ["type": ["integer", "null"]],
                "b": ["type": "array", "items": ["anyOf": [["type": "boolean"], ["const": "x"]]]],
            ],
        ]
        func faults(_ text: String) throws -> Int {
            try DocumentSchemas.faults(of: JSONSerialization.jsonObject(with: Data(text.utf8)), by: schema).count
        }
        for right in [#"{"a": 1}"#, #"{"a": null, "b": []}"#, #"{"a": 2, "b": [true, "x"]}"#] {
            #expect(try faults(right) == 0, "\(right)")
        }
        for wrong in [
            "{}", "[]", #"{"a": 1.5}"#, #"{"a": true}"#, #"{"a": "1"}"#, #"{"a": 1, "c": 2}"#, #"{"a": 1, "b": [0]}"#,
            #"{"a": 1, "b": {}}"#, #"{"a": 1, "b": ["y"]}"#,
        ] {
            #expect(try faults(wrong) > 0, "\(wrong)")
        }
        #expect(try !DocumentSchemas.faults(of: 1, by: ["minimum": 3]).isEmpty)
    }
}
