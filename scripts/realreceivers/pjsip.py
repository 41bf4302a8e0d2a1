"""PJSIP's jitter buffer (`pjmedia_jbuf`), called in the library that the package pjsua2-python of PyPI holds."""

import ctypes
import importlib.util
import pathlib

from . import Outcome

NORMAL, PREFETCHING, EMPTY = 1, 2, 3  # pjmedia_jb_frame_type
LONGEST = 500  # ms that a stream of PJSIP's buffers at most, unless it is told another figure
FRAME = 160


class _Text(ctypes.Structure):
    _fields_ = [("pointer", ctypes.c_char_p), ("length", ctypes.c_ssize_t)]


class _State(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint) for name in (
        "frame_size", "min_prefetch", "max_prefetch", "burst", "prefetch", "size", "avg_delay", "min_delay",
        "max_delay", "dev_delay", "avg_burst", "lost", "discard", "empty")] + [("spare", ctypes.c_uint * 16)]


def library():
    """The library of the installed package; `None` without it."""
    found = importlib.util.find_spec("pjsua2")
    files = sorted(pathlib.Path(found.origin).parent.glob("_pjsua2*.so")) if found and found.origin else []
    if not files:
        return None
    loaded = ctypes.CDLL(str(files[0]))
    loaded.pj_pool_create_on_buf.restype = ctypes.c_void_p
    loaded.pj_log_set_level(0)
    loaded.pj_init()
    return loaded


def play(loaded, arrivals, packet_time):
    """The outcome of `arrivals`, whose packets last `packet_time` ms, as a call of PJSIP's sets its buffer by default."""
    memory = ctypes.create_string_buffer(4_000_000)
    pool = ctypes.c_void_p(loaded.pj_pool_create_on_buf(b"jitter", memory, ctypes.c_size_t(len(memory))))
    buffer = ctypes.c_void_p()
    most = max(4, LONGEST // packet_time)
    loaded.pjmedia_jbuf_create(
        pool, ctypes.byref(_Text(b"jitter", 6)), FRAME, packet_time, most, ctypes.byref(buffer))
    loaded.pjmedia_jbuf_set_adaptive(buffer, 0, 1, most * 4 // 5)
    frame, kind = ctypes.create_string_buffer(FRAME), ctypes.create_string_buffer(1)
    played = empty = missing = 0
    step = packet_time / 1000
    due = arrivals[0][0] + step / 2
    first = arrivals[0][1]

    def take():
        nonlocal played, empty, missing
        loaded.pjmedia_jbuf_get_frame(buffer, frame, kind)
        what = kind.raw[0]
        if what == NORMAL:
            played += 1
        elif what in (PREFETCHING, EMPTY):
            empty += played > 0
        else:
            missing += played > 0

    for at, sequence, _ in arrivals:
        while due <= at:
            take()
            due += step
        loaded.pjmedia_jbuf_put_frame(buffer, frame, ctypes.c_size_t(FRAME), sequence - first + 1)
    state = _State()
    loaded.pjmedia_jbuf_get_state(buffer, ctypes.byref(state))
    for _ in range(state.size):
        take()
    return Outcome(
        played=played * packet_time, concealed=(empty + missing) * packet_time, inserted=empty * packet_time,
        discarded=max(0, len({sequence for _, sequence, _ in arrivals}) - played) * packet_time)
