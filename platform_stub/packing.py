"""gzip within bounds: what is unpacked never grows beyond the limit (docs/interfaces.md, first lines)."""

import gzip
import zlib

BODY_AT_MOST = 256 * 1024
GZIP_FROM = 512
_GZIP_HEADER = 31  # zlib's way to ask for a gzip header


class TooLarge(Exception):
    """More than a body may hold."""


class NotPacked(Exception):
    """Not one whole gzip member."""


def unpack(body: bytes) -> bytes:
    """Unpack one gzip member, never further than one byte beyond the limit; raise TooLarge or NotPacked."""
    unpacker = zlib.decompressobj(_GZIP_HEADER)
    try:
        unpacked = unpacker.decompress(body, BODY_AT_MOST + 1)
    except zlib.error as error:
        raise NotPacked("not gzip") from error
    if len(unpacked) > BODY_AT_MOST:
        raise TooLarge
    if not unpacker.eof or unpacker.unused_data:
        raise NotPacked("not one whole gzip member")
    return unpacked


def pack(body: bytes) -> bytes:
    """Pack a body; the same bytes give the same bytes."""
    return gzip.compress(body, mtime=0)
