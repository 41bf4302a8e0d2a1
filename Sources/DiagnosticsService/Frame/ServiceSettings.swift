import CallVocabulary
import JSONText

/// How the service runs: from flags, before environment, before a file, before what is built in. Every key is read
/// strictly: a value that is not understood, or a key that is not known, is an error that names its place.
public struct ServiceSettings: Equatable, Sendable {
    /// The address it listens on.
    public var address = "127.0.0.1"
    /// The port it listens on; 0 takes any that is free.
    public var port = 8080
    /// The address people use, such as `https://support.example.net`, where it is another than it listens on.
    public var publicAddress: String?
    /// The file of the certificate chain, PEM.
    public var certificate: String?
    /// The file of the private key, PEM.
    public var privateKey: String?
    /// Addresses of proxies that bring TLS, and whose `X-Forwarded-For` is believed.
    public var trustedProxies: [String] = []
    /// Megabytes (2²⁰ bytes) of one capture at most.
    public var uploadMebibytes = 2_048
    /// Jobs that run at the same time; 0 leaves them to workers elsewhere.
    public var workers = 2
    /// Megabytes of memory of a job at most.
    public var jobMebibytes = 2_048
    /// Seconds of a job at most.
    public var jobSeconds = 600

    /// What is built in.
    public init() {}

    /// Something that cannot be used, with its place.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// What and where, in one sentence.
        public let description: String

        /// A failure in words.
        public init(description: String) {
            self.description = description
        }
    }

    /// The keys, as a file has them and, in capitals behind `EARSHOT_SERVE_`, the environment.
    static let keys = [
        "address", "port", "publicAddress", "certificate", "privateKey", "trustedProxies", "uploadMebibytes", "workers",
        "jobMebibytes", "jobSeconds",
    ]

    /// Takes what a JSON file says; `name` is the file's, for failures.
    public mutating func read(file bytes: [UInt8], name: String) throws(Failure) {
        let root: JSONValue
        do {
            root = try JSONReader.read(bytes)
        } catch {
            throw Failure(description: "\(name) is not JSON: \(error)")
        }
        guard case .object(let members) = root else {
            throw Failure(description: "\(name) is not a JSON object with settings.")
        }
        for member in members {
            let place = "\(name), \"\(member.name)\""
            switch member.value {
            case .string(let text): try set(member.name, text, place)
            case .number(let text): try set(member.name, text, place)
            case .array(let values):
                var texts: [String] = []
                for value in values {
                    guard case .string(let text) = value else {
                        throw Failure(description: "\(place) holds something that is no text.")
                    }
                    texts.append(text)
                }
                try set(member.name, texts.joined(separator: ","), place)
            default: throw Failure(description: "\(place) is neither text nor number.")
            }
        }
    }

    /// Takes what variables of the environment say, of those that begin with `EARSHOT_SERVE_`. One that ends in `_FILE` names
    /// a file that holds the value, as secrets are handed to services.
    public mutating func read(environment: [String: String]) throws(Failure) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("EARSHOT_SERVE_") {
            let isFile = name.hasSuffix("_FILE")
            let own = isFile ? name.dropLast("_FILE".count) : name[...]
            let folded = own.dropFirst("EARSHOT_SERVE_".count).filter { $0 != "_" }.lowercased()
            guard let key = ServiceSettings.keys.first(where: { $0.lowercased() == folded }) else {
                throw Failure(description: "The variable \(name) is not a setting.")
            }
            guard isFile else {
                try set(key, value, "The variable \(name)")
                continue
            }
            guard environment[String(own)] == nil else {
                throw Failure(description: "The variables \(own) and \(name) say the same; one of them is too many.")
            }
            guard let bytes = UploadFile.bytes(value, limit: Self.valueBytes) else {
                throw Failure(description: "The variable \(name) names \(value), which cannot be read.")
            }
            try set(key, String(decoding: bytes, as: UTF8.self).trimmingBlanks, "The file \(value) of \(name)")
        }
    }

    /// Bytes of a file that holds a value.
    private static let valueBytes = 65_536

    private mutating func set(_ key: String, _ text: String, _ place: String) throws(Failure) {
        func number(_ range: ClosedRange<Int>) throws(Failure) -> Int {
            guard let value = Int(text), range.contains(value) else {
                throw Failure(
                    description:
                        "\(place) is \(text); it takes a number from \(range.lowerBound) to \(range.upperBound).")
            }
            return value
        }
        switch key {
        case "address": address = text
        case "port": port = try number(0...65_535)
        case "publicAddress": publicAddress = text
        case "certificate": certificate = text
        case "privateKey": privateKey = text
        case "trustedProxies":
            trustedProxies = text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
        case "uploadMebibytes": uploadMebibytes = try number(1...262_144)
        case "workers": workers = try number(0...64)
        case "jobMebibytes": jobMebibytes = try number(128...1_048_576)
        case "jobSeconds": jobSeconds = try number(1...86_400)
        default:
            throw Failure(
                description:
                    "\(place) is not a setting; settings are \(ServiceSettings.keys.joined(separator: ", ")).")
        }
    }

    /// Whether what was set can be used together: beyond this machine only with TLS.
    public func validate() throws(Failure) {
        guard (certificate == nil) == (privateKey == nil) else {
            throw Failure(description: "A certificate and its private key are given together.")
        }
        for proxy in trustedProxies where IPAddress(proxy) == nil {
            throw Failure(description: "The trusted proxy \(proxy) is not an IP address.")
        }
        if let publicAddress {
            let isWeb = publicAddress.hasPrefix("https://") || publicAddress.hasPrefix("http://")
            guard isWeb, !publicAddress.hasSuffix("/"), publicAddress.split(separator: "/").count == 2 else {
                throw Failure(
                    description:
                        "The public address \(publicAddress) is not written as https://name or https://name:port.")
            }
        }
        guard isLoopback || certificate != nil || !trustedProxies.isEmpty else {
            throw Failure(
                description:
                    "Beyond this machine (\(address)) the service listens with TLS only: give a certificate and its private key, or the address of the proxy that brings TLS."
            )
        }
    }

    /// Whether only this machine reaches it.
    public var isLoopback: Bool {
        address == "localhost" || address == "::1" || (IPAddress(address) != nil && address.hasPrefix("127."))
    }

    /// Whether browsers reach it by TLS: cookies are then for TLS alone.
    public var isSecure: Bool {
        certificate != nil || !trustedProxies.isEmpty || publicAddress?.hasPrefix("https://") == true
    }

    /// Bytes of one capture at most.
    public var uploadBytes: Int { uploadMebibytes << 20 }
}
