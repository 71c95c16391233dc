"""Where the billing core is: `serve` is told, and its directory remembers it for who asks the core without serving."""

import json
from dataclasses import dataclass
from pathlib import Path

from platform_stub.place import keep

TOKEN_AT_LEAST = 16


class AddressWrong(Exception):
    """A core that cannot be spoken to as it is told; the text says why."""


@dataclass(frozen=True, slots=True)
class CoreAddress:
    """Where the billing core is, what opens it, what it proves itself by."""

    url: str
    token: str
    authority: Path


def read(url: str, token_file: Path, authority: Path) -> CoreAddress:
    """Read what opens the core; raise AddressWrong or OSError."""
    token = token_file.read_text("utf-8").strip()
    if len(token) < TOKEN_AT_LEAST or not token.isascii() or not token.isprintable():
        raise AddressWrong(f"{token_file}: a token has at least {TOKEN_AT_LEAST} printable characters")
    if not url.startswith("https://"):
        raise AddressWrong(f"{url}: the billing core is spoken to over https only")
    return CoreAddress(url, token, authority)


def remember(file: Path, url: str, token_file: Path, authority: Path) -> None:
    """Keep where the core is, and where its token is: never the token itself (I24)."""
    told = {"url": url, "token_file": str(token_file.absolute()), "authority": str(authority.absolute())}
    keep(file, json.dumps(told, ensure_ascii=False).encode())


def remembered(file: Path) -> CoreAddress:
    """Read what was kept, with the token as it is today; raise AddressWrong or OSError."""
    try:
        told = json.loads(file.read_text("utf-8"))
        url, token_file, authority = str(told["url"]), Path(told["token_file"]), Path(told["authority"])
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise AddressWrong(
            f"{file} does not say where the billing core is; `serve` writes it when it starts"
        ) from error
    return read(url, token_file, authority)
