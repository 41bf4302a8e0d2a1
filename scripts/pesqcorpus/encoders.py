"""Real encoders: G.711 of the sample generator, and the libraries that Earshot decodes with, through ctypes."""

import ctypes
import ctypes.util

import numpy

from samples.speech import encoder as g711

FRAME_MS = 20


def rate_of(codec):
    """The sample rate an encoder takes."""
    return {"G722": 16_000, "opus": 48_000}.get(codec, 8_000)


def payloads(codec, samples):
    """The payloads of packets of 20 ms."""
    make = {
        "PCMU": lambda: _g711(0), "PCMA": lambda: _g711(8), "G722": _g722, "G726-32": _g726, "GSM": _gsm,
        "G729": _g729, "opus": _opus}[codec]()
    size = rate_of(codec) * FRAME_MS // 1000
    return [make(samples[start:start + size]) for start in range(0, len(samples) - size + 1, size)]


def _library(name):
    return ctypes.CDLL(ctypes.util.find_library(name) or "lib%s.so" % name)


def _g711(law):
    pack = g711(law)
    return lambda samples: pack([int(sample) for sample in samples])


def _pointer(samples):
    return numpy.ascontiguousarray(samples, numpy.int16).ctypes.data_as(ctypes.c_void_p)


def _spandsp(initialize, encode, *arguments):
    library = _library("spandsp")
    begin, run = getattr(library, initialize), getattr(library, encode)
    begin.restype = ctypes.c_void_p
    run.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    state = begin(None, *arguments)

    def pack(samples):
        out = ctypes.create_string_buffer(1_024)
        length = run(state, out, _pointer(samples), len(samples))
        return out.raw[:length]

    return pack


def _g722():
    return _spandsp("g722_encode_init", "g722_encode", 64_000, 0)


def g722_decoded(data):
    """Samples at 16 kHz of a recording in G.722."""
    library = _library("spandsp")
    library.g722_decode_init.restype = ctypes.c_void_p
    library.g722_decode.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    library.g722_decode_free.argtypes = [ctypes.c_void_p]
    state = library.g722_decode_init(None, 64_000, 0)
    out = numpy.zeros(2 * len(data), numpy.int16)
    count = library.g722_decode(state, out.ctypes.data_as(ctypes.c_void_p), data, len(data))
    library.g722_decode_free(state)
    return out[:count]


def _g726():
    # 32 kbit/s, linear samples, packed from the least significant bit (RFC 3551 section 4.5.4).
    return _spandsp("g726_init", "g726_encode", 32_000, 0, 2)


def _gsm():
    # Packed as RFC 3551 has it: 33 bytes.
    return _spandsp("gsm0610_init", "gsm0610_encode", 2)


def _g729():
    library = _library("bcg729")
    library.initBcg729EncoderChannel.restype = ctypes.c_void_p
    library.initBcg729EncoderChannel.argtypes = [ctypes.c_uint8]
    library.bcg729Encoder.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    state = library.initBcg729EncoderChannel(0)

    def pack(samples):
        out = b""
        for start in range(0, len(samples), 80):
            bits, length = ctypes.create_string_buffer(10), ctypes.c_uint8(0)
            library.bcg729Encoder(state, _pointer(samples[start:start + 80]), bits, ctypes.byref(length))
            out += bits.raw[:length.value]
        return out

    return pack


def _opus():
    library = _library("opus")
    library.opus_encoder_create.restype = ctypes.c_void_p
    library.opus_encode.argtypes = [
        ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int32]
    library.opus_encoder_ctl.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
    error = ctypes.c_int(0)
    state = library.opus_encoder_create(48_000, 1, 2_048, ctypes.byref(error))  # OPUS_APPLICATION_VOIP
    library.opus_encoder_ctl(state, 4_002, 24_000)  # OPUS_SET_BITRATE

    def pack(samples):
        out = ctypes.create_string_buffer(1_500)
        length = library.opus_encode(state, _pointer(samples), len(samples), out, 1_500)
        return out.raw[:length]

    return pack
