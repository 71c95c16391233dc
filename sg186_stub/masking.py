"""What of a name and an address may leave the core (T19): 王小明 -> 王*明, 幸福小区3号楼2单元501室 -> ***小区3号楼."""

import re

HIDDEN = "***"
_KEPT = re.compile(r"(?:小区|花园|家园|公寓|新村|街道|大街|村|路|街)(?:[0-9]+号楼|[0-9]+号)?")


def mask_name(name: str) -> str:
    """Keep the first character, and the last one of three or more."""
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_address(address: str) -> str:
    """Keep the kind of place and the building; hide which place it is and everything behind the building."""
    kept = _KEPT.search(address)
    return HIDDEN + (kept.group(0) if kept else "")
