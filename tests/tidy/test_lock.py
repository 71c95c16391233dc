"""Nothing is installed that is not pinned by its content (H20): what was exchanged under its number is refused."""

import re
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
LOCKS = sorted(PACKAGING.glob("*.lock"))
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


def pins(lock: Path) -> list[str]:
    """Return the requirements of a lock file, each with its hashes on one line."""
    lines = [line for line in lock.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    return [pin for pin in "\n".join(lines).replace("\\\n", " ").splitlines() if pin.strip()]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_h20_every_library_is_pinned_with_its_hashes(lock: Path) -> None:
    found = pins(lock)
    assert len(found) >= 3
    loose = [pin.split()[0] for pin in found if not re.match(r"\S+==\S+ ", pin) or not HASH.search(pin)]
    assert not loose


def test_h20_nothing_is_installed_without_them() -> None:
    script = (PACKAGING.parent / "kiosk").read_text("utf-8").replace("\\\n", " ")
    installs = [line for line in script.splitlines() if "pip install" in line and "/lock/" not in line]
    assert len(installs) >= 2, "the script has changed; look where it installs now"
    assert all("--require-hashes" in line for line in installs)


def test_the_qt_binding_that_miscounts_none_is_not_taken() -> None:
    """See tests/test_refcount.py."""
    for lock in LOCKS:
        qt = {pin.split()[0].lower() for pin in pins(lock) if pin.lower().startswith(("pyside6", "shiboken6"))}
        assert qt <= {"pyside6-essentials==6.11.3", "shiboken6==6.11.3"}
