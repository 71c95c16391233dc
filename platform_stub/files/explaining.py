"""`file check`: what is wrong with a journal file, line by line, for a person."""

import argparse
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from platform_stub.files import reader
from platform_stub.files.reader import Defect, JournalFile


class FileBad(Exception):
    """The file is not as it must be; the text says where and why."""


def check_file(options: argparse.Namespace) -> str:
    """Read a file and say what it holds; raise FileBad with every defect, or OSError."""
    file: Path = options.file
    keys = None if options.certificate is None else [_key(options.certificate)]
    with file.open("rb") as opened:
        content = opened.read(reader.AT_MOST + 1)
    found, defects = reader.read(file.name, content, keys)
    if found is None:
        raise FileBad(explained(file.name, defects))
    return summary(found) + (" signature=ok" if keys is not None else " signature=not-looked-at")


def explained(name: str, defects: list[Defect]) -> str:
    """Return one line a defect, as editors and people read it; line 0 is the whole file."""
    told = [f"{name}:{each.line}: {each.code}: {each.text}" for each in sorted(defects, key=lambda each: each.line)]
    more = ", and perhaps more" if len(defects) == reader.DEFECTS_AT_MOST else ""
    return "\n".join([*told, f"{name}: {len(defects)} defect{'' if len(defects) == 1 else 's'}{more}"])


def summary(file: JournalFile) -> str:
    """Return what the file holds on one line."""
    header, trailer = file.header, file.trailer
    return (
        f"{file.name}: terminal={header.terminal} batch={header.batch} journal={header.first_seq}-{header.last_seq} "
        f"sales={trailer.count} sum_fen={trailer.sum_fen} head={trailer.journal_head}"
    )


def _key(certificate: Path) -> ec.EllipticCurvePublicKey:
    try:
        key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    except ValueError as error:
        raise FileBad(f"{certificate}: no certificate can be read") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise FileBad(f"{certificate}: not a terminal's certificate")
    return key
