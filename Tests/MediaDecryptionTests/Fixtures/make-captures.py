#!/usr/bin/python3
"""Makes the captures of this folder: calls and connections encrypted by other people's libraries, keys included.

SRTP by libsrtp2 (libsrtp2-1), TLS and DTLS by OpenSSL (python3-openssl on the system's libssl). Addresses are those of
documentation, keys are made up or random and protect nothing. Run it with Debian's own Python, in this folder.
"""
import base64
import ctypes
import hashlib
import ipaddress
import struct

from OpenSSL import SSL, crypto

BASE = 1_700_000_000_000_000


class Pcapng:
    def __init__(self):
        self.secrets = []
        self.packets = []
        self.now = BASE
        self.identification = 0

    def ip(self, source, destination, protocol, payload):
        self.identification += 1
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), self.identification & 0xFFFF, 0, 64, protocol, 0,
                           ipaddress.ip_address(source).packed, ipaddress.ip_address(destination).packed)
        self.packets.append((self.now, bytes(12) + b"\x08\x00" + head + payload))

    def udp(self, source, destination, payload):
        self.ip(source[0], destination[0], 17,
                struct.pack("!HHHH", source[1], destination[1], 8 + len(payload), 0) + payload)

    def tcp(self, source, destination, sequence, payload, flags=0x18):
        self.ip(source[0], destination[0], 6,
                struct.pack("!HHIIBBHHH", source[1], destination[1], sequence & 0xFFFFFFFF, 0, 0x50, flags, 65535, 0, 0)
                + payload)

    @staticmethod
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    def write(self, name):
        out = self.block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
        out += self.block(1, struct.pack("<HHI", 1, 0, 0))
        if self.secrets:
            log = "".join(line + "\n" for line in self.secrets).encode()
            out += self.block(10, struct.pack("<II", 0x544C534B, len(log)) + log)
        for time, frame in self.packets:
            out += self.block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(frame), len(frame)) + frame)
        with open(name, "wb") as file:
            file.write(out)
        print(name, len(out), "bytes", len(self.packets), "packets")


# MARK: SRTP by libsrtp2

libsrtp = ctypes.CDLL("libsrtp2.so.1")
assert libsrtp.srtp_init() == 0


class CryptoPolicy(ctypes.Structure):
    _fields_ = [("cipher_type", ctypes.c_uint32), ("cipher_key_len", ctypes.c_int), ("auth_type", ctypes.c_uint32),
                ("auth_key_len", ctypes.c_int), ("auth_tag_len", ctypes.c_int), ("sec_serv", ctypes.c_int)]


class MasterKey(ctypes.Structure):
    _fields_ = [("key", ctypes.c_char_p), ("mki_id", ctypes.c_char_p), ("mki_size", ctypes.c_uint)]


class Policy(ctypes.Structure):
    _fields_ = [("ssrc_type", ctypes.c_int), ("ssrc_value", ctypes.c_uint), ("rtp", CryptoPolicy),
                ("rtcp", CryptoPolicy), ("key", ctypes.c_char_p), ("keys", ctypes.POINTER(ctypes.POINTER(MasterKey))),
                ("num_master_keys", ctypes.c_ulong), ("deprecated_ekt", ctypes.c_void_p),
                ("window_size", ctypes.c_ulong), ("allow_repeat_tx", ctypes.c_int), ("enc_xtn_hdr", ctypes.c_void_p),
                ("enc_xtn_hdr_count", ctypes.c_int), ("next", ctypes.c_void_p)]


SUITES = {
    "AES_CM_128_HMAC_SHA1_80": ("srtp_crypto_policy_set_rtp_default", "srtp_crypto_policy_set_rtcp_default", 30),
    "AES_CM_128_HMAC_SHA1_32": ("srtp_crypto_policy_set_aes_cm_128_hmac_sha1_32", "srtp_crypto_policy_set_rtcp_default", 30),
    "AES_256_CM_HMAC_SHA1_80": ("srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80", "srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80", 46),
    "AES_256_CM_HMAC_SHA1_32": ("srtp_crypto_policy_set_aes_cm_256_hmac_sha1_32", "srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80", 46),
    "AEAD_AES_128_GCM": ("srtp_crypto_policy_set_aes_gcm_128_16_auth", "srtp_crypto_policy_set_aes_gcm_128_16_auth", 28),
    "AEAD_AES_256_GCM": ("srtp_crypto_policy_set_aes_gcm_256_16_auth", "srtp_crypto_policy_set_aes_gcm_256_16_auth", 44),
}


class Sender:
    """An SRTP sender; packets carry payloads that tell their own number."""

    def __init__(self, suite, key, ssrc, mki=None):
        self.policy = Policy()
        getattr(libsrtp, SUITES[suite][0])(ctypes.byref(self.policy, Policy.rtp.offset))
        getattr(libsrtp, SUITES[suite][1])(ctypes.byref(self.policy, Policy.rtcp.offset))
        self.policy.ssrc_type, self.policy.ssrc_value = 1, ssrc
        self.mki = mki
        if mki:
            self.master = MasterKey(key, mki, len(mki))
            self.list = (ctypes.POINTER(MasterKey) * 1)(ctypes.pointer(self.master))
            self.policy.keys, self.policy.num_master_keys = self.list, 1
        else:
            self.policy.key = key
        self.session = ctypes.c_void_p()
        assert libsrtp.srtp_create(ctypes.byref(self.session), ctypes.byref(self.policy)) == 0
        self.ssrc = ssrc

    def seal(self, packet, name):
        buffer = ctypes.create_string_buffer(packet, len(packet) + 200)
        length = ctypes.c_int(len(packet))
        if self.mki:
            status = getattr(libsrtp, name + "_mki")(self.session, buffer, ctypes.byref(length), 1, 0)
        else:
            status = getattr(libsrtp, name)(self.session, buffer, ctypes.byref(length))
        assert status == 0, status
        return buffer.raw[: length.value]

    def rtp(self, sequence, timestamp, payload, kind=0, marker=False):
        head = struct.pack("!BBHII", 0x80, kind | (0x80 if marker else 0), sequence & 0xFFFF, timestamp, self.ssrc)
        return self.seal(head + payload, "srtp_protect")

    def rtcp(self, packet):
        return self.seal(packet, "srtp_protect_rtcp")


def payload(index):
    """What the packets say in clear: the packet's number in the stream, over and over."""
    return bytes([index & 0xFF]) * 160


def made_key(name, count):
    return hashlib.sha512(name.encode()).digest()[:count]


def report(ssrc, peer, packets, lost):
    """Sender report about itself with one block about the peer, and its name (RFC 3550 §6.4, §6.5)."""
    block = struct.pack("!IIIIII", peer, 0x10 << 24 | lost, 65_543, 21, 0, 0)
    sender = struct.pack("!BBHIIIIII", 0x81, 200, 12, ssrc, 0x11112222, 0x33334444, 800, packets, packets * 160) + block
    name = b"side@example.com"
    chunk = struct.pack("!I", ssrc) + bytes([1, len(name)]) + name + b"\0"
    chunk += bytes(-len(chunk) % 4)
    return sender + struct.pack("!BBH", 0x81, 202, len(chunk) // 4) + chunk


def sip(method, call, body, cseq="1 INVITE", tag="", transport="UDP"):
    lines = [method, f"Via: SIP/2.0/{transport} 192.0.2.1:5060;branch=z9hG4bK{call}{cseq[0]}{cseq[2]}", "From: <sip:alice@example.com>;tag=a",
             "To: <sip:bob@example.com>" + (";tag=b" if tag else ""), f"Call-ID: {call}@example.com", f"CSeq: {cseq}",
             "Contact: <sip:x@192.0.2.1>", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/sdp")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def description(address, port, attributes, transport="RTP/SAVP"):
    return (f"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=audio {port} {transport} 0 101\r\n"
            "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n" + "".join(a + "\r\n" for a in attributes))


def call(capture, number, suite, offer, answer, keys, mki=None, signal=None, transport="RTP/SAVP", first=65_530):
    """One call: both sides send 14 packets, the offerer's with a keyed digit at the end, and a report each."""
    alice, bob = ("192.0.2.1", 20_000 + 4 * number), ("192.0.2.2", 30_000 + 4 * number)
    ends = (("192.0.2.1", 5060), ("192.0.2.2", 5060))
    name = f"call{number}"
    send = signal or (lambda fromClient, message: capture.udp(*(ends if fromClient else ends[::-1]), message))
    send(True, sip("INVITE sip:bob@example.com SIP/2.0", name, description(*alice, offer, transport)))
    capture.now += 100_000
    send(False, sip("SIP/2.0 200 OK", name, description(*bob, answer, transport), tag="b"))
    capture.now += 20_000
    send(True, sip("ACK sip:bob@example.com SIP/2.0", name, "", "1 ACK", tag="b"))
    if callable(keys):
        keys = keys(alice, bob)
    capture.now += 20_000
    a = Sender(suite, keys[0], 0xA0000000 + number, mki)
    b = Sender(suite, keys[1], 0xB0000000 + number, mki)
    for index in range(14):
        # The sender's numbers pass 65,535, so that the rollover counter becomes 1 on the way.
        capture.udp(alice, bob, a.rtp(first + index, 160 * index, payload(index)))
        capture.now += 400
        capture.udp(bob, alice, b.rtp(100 + index, 160 * index, payload(0x80 + index)))
        capture.now += 19_600
    for repeat in range(3):
        capture.udp(alice, bob, a.rtp(first + 14 + repeat, 2_240, struct.pack("!BBH", 5, 10 | (0x80 if repeat == 2 else 0), 160 * (repeat + 1)), 101, repeat == 0))
        capture.now += 20_000
    up = lambda end: (end[0], end[1] + 1)
    capture.udp(up(alice), up(bob), a.rtcp(report(a.ssrc, b.ssrc, 17, 3)))
    capture.udp(up(bob), up(alice), b.rtcp(report(b.ssrc, a.ssrc, 14, 5)))
    capture.now += 100_000
    send(True, sip("BYE sip:bob@example.com SIP/2.0", name, "", "2 BYE", tag="b"))
    capture.now += 20_000
    send(False, sip("SIP/2.0 200 OK", name, "", "2 BYE", tag="b"))
    capture.now += 1_000_000


def described(suite, keys, mki=""):
    return [[f"a=crypto:1 {suite} inline:{base64.b64encode(key).decode()}{mki}"] for key in keys]


def suites():
    capture = Pcapng()
    for number, (suite, (_, _, count)) in enumerate(SUITES.items()):
        keys = [made_key(suite + side, count) for side in "ab"]
        call(capture, number, suite, *described(suite, keys), keys)
    # A key with an identifier in each packet, and a key that is not the one in use.
    suite = "AES_CM_128_HMAC_SHA1_80"
    keys = [made_key("identified" + side, 30) for side in "ab"]
    call(capture, 6, suite, *described(suite, keys, "|2^31|258:4"), keys, mki=b"\0\0\1\2")
    wrong = [made_key("wrong" + side, 30) for side in "ab"]
    call(capture, 7, suite, *described(suite, wrong), keys)
    call(capture, 8, suite, *described("F8_128_HMAC_SHA1_80", wrong), keys)
    capture.write("sdes-suites.pcapng")


# MARK: TLS and DTLS by OpenSSL

libssl = ctypes.CDLL("libssl.so.3")
libssl.SSL_key_update.argtypes = [ctypes.c_void_p, ctypes.c_int]
libssl.SSL_CTX_set_options.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
libssl.SSL_CTX_set_ciphersuites.argtypes = [ctypes.c_void_p, ctypes.c_char_p]


def pointer(object):
    return int(SSL._ffi.cast("uintptr_t", object))


def certificate(kind, bits):
    key = crypto.PKey()
    if kind == "rsa":
        key.generate_key(crypto.TYPE_RSA, bits)
    else:
        from cryptography.hazmat.primitives.asymmetric import ec
        key = crypto.PKey.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()))
    made = crypto.X509()
    made.get_subject().CN = "example.com"
    made.set_issuer(made.get_subject())
    made.gmtime_adj_notBefore(0)
    made.gmtime_adj_notAfter(86_400)
    made.set_pubkey(key)
    made.sign(key, "sha256")
    return key, made


RSA, CURVE = certificate("rsa", 2048), certificate("ec", 256)


def context(method, secrets, own):
    made = SSL.Context(method)
    made.use_privatekey(own[0])
    made.use_certificate(own[1])
    made.set_keylog_callback(lambda _, line: line.decode() in secrets or secrets.append(line.decode()))
    return made


class Wire:
    """A TLS connection in memory whose records are written to the capture as TCP segments."""

    def __init__(self, capture, number, version, ciphers, curve=False, options=0):
        self.capture = capture
        self.ends = (("192.0.2.1", 40_000 + number), ("192.0.2.2", 5061))
        self.sequences = [1_000, 4_294_967_000]
        contexts = []
        for _ in range(2):
            made = context(SSL.TLS_METHOD, capture.secrets, CURVE if curve else RSA)
            made.set_min_proto_version(version)
            made.set_max_proto_version(version)
            if version == SSL.TLS1_3_VERSION:
                assert libssl.SSL_CTX_set_ciphersuites(pointer(made._context), ciphers.encode()) == 1
            else:
                made.set_cipher_list((ciphers + ":@SECLEVEL=0").encode())
            libssl.SSL_CTX_set_options(pointer(made._context), options)
            contexts.append(made)
        self.client, self.server = SSL.Connection(contexts[0]), SSL.Connection(contexts[1])
        self.client.set_connect_state()
        self.server.set_accept_state()
        for index in (0, 1):
            capture.tcp(*self.pair(index), self.sequences[index] - 1, b"", 0x02 if index == 0 else 0x12)
        for _ in range(6):
            for end in (self.client, self.server):
                try:
                    end.do_handshake()
                except SSL.WantReadError:
                    pass
                self.flush()

    def pair(self, index):
        return self.ends if index == 0 else self.ends[::-1]

    def flush(self, size=1_400, reordered=False, lost=0):
        for index, (end, other) in enumerate(((self.client, self.server), (self.server, self.client))):
            data = b""
            while True:
                try:
                    data += end.bio_read(65_536)
                except SSL.WantReadError:
                    break
            pieces = [data[at : at + size] for at in range(0, len(data), size)]
            starts = []
            for piece in pieces:
                starts.append(self.sequences[index])
                self.sequences[index] += len(piece)
                other.bio_write(piece)
            order = list(zip(starts, pieces))
            if reordered:
                order.reverse()
            for start, piece in order[lost:]:
                self.capture.tcp(*self.pair(index), start, piece)
                self.capture.now += 300

    def send(self, isClient, message, **how):
        end, other = (self.client, self.server) if isClient else (self.server, self.client)
        end.send(message)
        self.flush(**how)
        assert other.recv(65_536)
        self.flush()

    def update(self, isClient):
        assert libssl.SSL_key_update(pointer((self.client if isClient else self.server)._ssl), 1) == 1


def connections():
    """Ten messages on one connection for each kind of protection; the fifth in pieces that come in the wrong order."""
    capture = Pcapng()
    kinds = [
        (SSL.TLS1_VERSION, "AES128-SHA", False, 0), (SSL.TLS1_1_VERSION, "AES256-SHA", False, 0),
        (SSL.TLS1_2_VERSION, "AES128-GCM-SHA256", False, 0), (SSL.TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384", False, 0),
        (SSL.TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305", True, 0), (SSL.TLS1_2_VERSION, "AES128-SHA", False, 0),
        (SSL.TLS1_2_VERSION, "AES256-SHA256", False, 0), (SSL.TLS1_2_VERSION, "ECDHE-RSA-AES256-SHA384", False, 0),
        # Authentication before encryption, as before RFC 7366.
        (SSL.TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA", False, 0x80000), (SSL.TLS1_VERSION, "AES256-SHA", False, 0x80000),
        (SSL.TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", True, 0), (SSL.TLS1_3_VERSION, "TLS_AES_256_GCM_SHA384", True, 0),
        (SSL.TLS1_3_VERSION, "TLS_CHACHA20_POLY1305_SHA256", True, 0),
    ]
    for number, (version, ciphers, curve, options) in enumerate(kinds):
        wire = Wire(capture, number, version, ciphers, curve, options)
        for index in range(5):
            if version == SSL.TLS1_3_VERSION and index in (2, 3):
                wire.update(index == 2)
            name = f"options{number}x{index}"
            body = "x" * (900 if index == 4 else 10 * index)
            request = sip("OPTIONS sip:bob@example.com SIP/2.0", name, body, "1 OPTIONS", transport="TLS")
            wire.send(True, request, size=300 if index == 4 else 1_400, reordered=index == 4)
            wire.send(False, sip("SIP/2.0 200 OK", name, "", "1 OPTIONS", tag="b", transport="TLS"))
        capture.now += 10_000
    capture.write("sip-tls.pcapng")


def handshake(capture, client, server, profiles):
    """A DTLS handshake between two addresses; returns the keys of the client and of the server."""
    ends = []
    for _ in range(2):
        made = context(SSL.DTLS_METHOD, capture.secrets, CURVE)
        made.set_tlsext_use_srtp(profiles)
        ends.append(SSL.Connection(made))
    ends[0].set_connect_state()
    ends[1].set_accept_state()
    for end in ends:
        end.set_ciphertext_mtu(600)
    for _ in range(8):
        for index, end in enumerate(ends):
            try:
                end.do_handshake()
            except SSL.WantReadError:
                pass
            while True:
                try:
                    data = end.bio_read(2_000)
                except SSL.WantReadError:
                    break
                pair = (client, server) if index == 0 else (server, client)
                capture.udp(*pair, data)
                capture.now += 500
                ends[1 - index].bio_write(data)
    return ends[0]


def material(end, key, salt):
    block = end.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt), None)
    return [block[side * key : side * key + key] + block[2 * key + side * salt : 2 * key + side * salt + salt] for side in (0, 1)]


def handshakes():
    """DTLS-SRTP in each profile, the answerer being the client as usual; then a call whose SIP is in TLS as well."""
    capture = Pcapng()
    print_ = ["a=setup:actpass", "a=fingerprint:sha-256 00:11"]
    profiles = [(b"SRTP_AES128_CM_SHA1_80", "AES_CM_128_HMAC_SHA1_80", 16, 14), (b"SRTP_AES128_CM_SHA1_32", "AES_CM_128_HMAC_SHA1_32", 16, 14),
                (b"SRTP_AEAD_AES_128_GCM", "AEAD_AES_128_GCM", 16, 12), (b"SRTP_AEAD_AES_256_GCM", "AEAD_AES_256_GCM", 32, 12)]
    wire = None
    for number, (profile, suite, key, salt) in enumerate(profiles):
        def keys(alice, bob):
            # The reports, on the next port, use the keys of this handshake as well.
            end = handshake(capture, bob, alice, profile)
            first = material(end, key, salt)
            return [first[1], first[0]]
        signal = None
        if number == 3:
            wire = Wire(capture, 99, SSL.TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256", True)
            signal = lambda fromClient, message: wire.send(fromClient, message)
        call(capture, number, suite, print_, print_, keys, signal=signal, transport="UDP/TLS/RTP/SAVP")
    capture.write("dtls-srtp.pcapng")


suites()
connections()
handshakes()
