import CallAnalysis
import CallVocabulary
import JSONText

/// Reports of one call, or of messages outside of calls; pure functions over ladders.
public enum LadderReport {
    /// How a ladder is drawn.
    public enum Drawing: String, Sendable, CaseIterable {
        /// For a terminal.
        case text
        /// A picture for a page.
        case svg
        /// A sequence diagram of Mermaid.
        case mermaid
    }

    /// The ladders one after the other.
    public static func render(_ ladders: [CallLadder], as drawing: Drawing, style: TextStyle) -> String {
        let drawn = ladders.map { ladder in
            switch drawing {
            case .text: LadderText(ladder: ladder, style: style).render()
            case .svg: LadderSVG.render(ladder, width: 760)
            case .mermaid: LadderMermaid.render(ladder)
            }
        }
        return drawn.joined(separator: "\n")
    }

    /// `earshot.ladder/1`; `look` is what the ladders were made from.
    public static func json(_ ladders: [CallLadder], look: CloseLook) -> [UInt8] {
        var json = JSONWriter(pretty: true)
        LadderJSON.write(ladders, messages: look.messages, to: &json)
        return json.bytes + [0x0A]
    }

    /// The messages of the ladders as they stood, each under a line with place, time and ends.
    public static func messages(_ ladders: [CallLadder], look: CloseLook, style: TextStyle) -> String {
        ladders.flatMap(\.rows).compactMap(\.message).map { MessageText.block(look.messages[$0], style: style) }
            .joined(separator: "\n")
    }

    /// What differs between two messages, each given by its packet's number (in the first capture that has it).
    ///
    /// Throws ``NoMessage`` where the ladders have no message in a packet.
    public static func difference(
        _ first: Int, _ second: Int, in ladders: [CallLadder], look: CloseLook, style: TextStyle
    ) throws(NoMessage) -> String {
        let shown = ladders.flatMap(\.rows).compactMap(\.message).map { look.messages[$0] }
        func message(_ number: Int) throws(NoMessage) -> SeenMessage {
            guard let found = shown.first(where: { $0.packet.number == number }) else {
                throw NoMessage(packet: number, known: shown.map(\.packet.number))
            }
            return found
        }
        return MessageDifference.render(try message(first), try message(second), style: style)
    }

    /// A packet that holds no message of what is shown.
    public struct NoMessage: Error, CustomStringConvertible {
        /// The packet's number as given.
        public var packet: Int
        /// Packets that do hold one.
        public var known: [Int]

        /// Names the packet and those that can be given.
        public var description: String {
            let listed = known.prefix(30).map { String($0) }.joined(separator: ", ")
            let more = known.count > 30 ? " and \(known.count - 30) more" : ""
            return "packet \(packet) holds no message of this call; these do: \(listed)\(more)."
        }
    }
}
