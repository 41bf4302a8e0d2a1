import JSONText
import Testing

@Test func placesOfValues() throws {
    let text = "{\n  \"a\": [1,\n    {\"b/c\": true}]\n}"
    let (value, places) = try JSONReader.readWithPlaces(Array(text.utf8))
    #expect(value["a"] == .array([.number("1"), .object([.init(name: "b/c", value: .bool(true))])]))
    #expect(places.place(of: "/a/1/b~1c").line == 3)
    #expect(places.place(of: "/a/1/b~1c").column == 13)
    // What is not there is told where it would stand.
    #expect(places.place(of: "/a/1/missing").line == 3)
    #expect(places.place(of: "/nothing").line == 1)
}

@Test(arguments: ["", "{", "[1,]", "{\"a\":1,\"a\":2}", "nul", "\"\u{1}\"", "1 2", "{\"a\" 1}", "[\"\\x\"]", "--1"])
func brokenTextIsRefused(text: String) {
    #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
}

@Test func depthIsLimited() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: JSONError.self) { try JSONReader.read(Array(deep.utf8)) }
}

@Test func valuesAreWrittenAsRead() throws {
    let text = #"{"a":[1,2.50,"x\"y",null,true],"b":{}}"#
    var json = JSONWriter(pretty: false)
    json.value(try JSONReader.read(Array(text.utf8)))
    #expect(String(decoding: json.bytes, as: UTF8.self) == text)
}
