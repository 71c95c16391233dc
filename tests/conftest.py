"""How tests are shared out between processes: by file, so that a file's own servers start once."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests together, and all that need the one PC/SC daemon of a machine in one process."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            name = "pcsc" if item.get_closest_marker("pcsc") else str(item.path)
            item.add_marker(pytest.mark.xdist_group(name))
