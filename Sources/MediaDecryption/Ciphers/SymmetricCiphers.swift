import Crypto
import CryptoExtras

/// The ciphers of TLS and SRTP, on arrays; `nil` where lengths or tags do not fit.
enum SymmetricCipher {
    /// AES in counter mode, both ways (NIST SP 800-38A); `counter` is the first block's, 16 bytes.
    static func counterMode(_ input: [UInt8], key: SymmetricKey, counter: [UInt8]) -> [UInt8]? {
        guard !input.isEmpty else { return [] }
        guard counter.count == 16, let nonce = try? AES._CTR.Nonce(nonceBytes: counter),
            let output = try? AES._CTR.encrypt(input, using: key, nonce: nonce)
        else { return nil }
        return [UInt8](output)
    }

    /// AES in cipher block chaining, decrypted, padding left in place.
    static func openChained(_ input: [UInt8], key: SymmetricKey, initial: [UInt8]) -> [UInt8]? {
        guard !input.isEmpty, input.count % 16 == 0, initial.count == 16,
            let vector = try? AES._CBC.IV(ivBytes: initial),
            let output = try? AES._CBC.decrypt(input, using: key, iv: vector, noPadding: true)
        else { return nil }
        return [UInt8](output)
    }

    /// AES in Galois/counter mode with a tag of 16 bytes behind the input (RFC 5116).
    static func openGalois(
        _ input: ArraySlice<UInt8>, key: SymmetricKey, nonce: [UInt8], additional: [UInt8]
    ) -> [UInt8]? {
        guard input.count >= 16, nonce.count == 12, let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: input.dropLast(16), tag: input.suffix(16)),
            let output = try? AES.GCM.open(box, using: key, authenticating: additional)
        else { return nil }
        return [UInt8](output)
    }

    /// ChaCha20-Poly1305 with a tag of 16 bytes behind the input (RFC 8439).
    static func openChaCha(
        _ input: ArraySlice<UInt8>, key: SymmetricKey, nonce: [UInt8], additional: [UInt8]
    ) -> [UInt8]? {
        guard input.count >= 16, nonce.count == 12, let nonce = try? ChaChaPoly.Nonce(data: nonce),
            let box = try? ChaChaPoly.SealedBox(nonce: nonce, ciphertext: input.dropLast(16), tag: input.suffix(16)),
            let output = try? ChaChaPoly.open(box, using: key, authenticating: additional)
        else { return nil }
        return [UInt8](output)
    }
}
