"""`sale list|show|hold`: what lies in boxes without being booked, and taking its money over for the customer (挂账)."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager

from platform_stub import commands
from platform_stub.billing import address
from platform_stub.billing.https_core import HttpsCore
from platform_stub.holds.holding import hold
from platform_stub.holds.showing import described, listed
from platform_stub.sales.desk import Desk
from platform_stub.sales.turns import turns_for
from platform_stub.storage.database import reading
from platform_stub.storage.times import now_utc
from platform_stub.text_table import text_table


def list_sales(options: argparse.Namespace) -> str:
    """Print what took money and is not booked, or what of it is held."""
    with commands.opened(options) as platform, reading(platform.engine) as connection:
        return text_table(*listed(connection, options.terminal, held_only=options.held))


def show_sale(options: argparse.Namespace) -> str:
    """Print what ledger, journal and core said of one sale."""
    with commands.opened(options) as platform, reading(platform.engine) as connection:
        told = described(connection, options.number)
    if not told:
        raise commands.Usage(f"nothing is known of a sale {options.number}")
    return told


def hold_sale(options: argparse.Namespace) -> str:
    """Hold a refused sale's money for the customer, for good."""
    with commands.opened(options) as platform, _desk(platform) as desk:
        row = hold(desk, options.number, by=commands.operator()[:60], reason=options.reason)
    assert row.answer is not None, "what is refused has an answer"
    paid, code = row.request.paid_fen, row.answer["code"]
    return f"{options.number}: {paid} fen are held for the customer; refused with {code}, and never booked from now on"


@contextmanager
def _desk(platform: commands.Opened) -> Iterator[Desk]:
    """Open a desk beside those of whoever serves: the sale's turn is one among all of them."""
    told = address.remembered(platform.place.core)
    with (
        closing(HttpsCore(told.url, told.token, told.authority)) as core,
        closing(turns_for(platform.engine)) as turns,
    ):
        yield Desk(platform.engine, core, turns, now_utc, platform.audit)
