"""Looking customers up (PAY-1): masked, with late fees as of the day, passwords counted and locked."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from sg186_stub.answers import Account, Refused
from sg186_stub.customers import query
from sg186_stub.database import open_database
from sg186_stub.masking import mask_address, mask_name
from sg186_stub.schema import customers
from sg186_stub.settings import Settings
from tests.sg186_stub.conftest import NOW

SETTINGS = Settings()


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王小明", "王*明"), ("赵丽", "赵*"), ("欧阳建国", "欧**国"), ("堃喆", "堃*"), ("李", "李*"), ("", "*")],
)
def test_names_are_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("幸福小区3号楼", "***小区3号楼"),
        ("幸福小区3号楼2单元501室", "***小区3号楼"),
        ("建设路88号", "***路88号"),
        ("南开三马路5号", "***路5号"),
        ("somewhere else", "***"),
    ],
)
def test_addresses_are_masked(address: str, masked: str) -> None:
    assert mask_address(address) == masked


def test_an_account_with_bills_and_late_fees(connection: Connection) -> None:
    account = query(connection, "3104587000", "123456", NOW, SETTINGS)
    assert isinstance(account, Account)
    assert (account.name_masked, account.address_masked, account.meter_kind) == ("王*明", "***小区3号楼", "post_paid")
    assert [(b.month, b.energy_kwh, b.amount_fen, b.late_fee_fen) for b in account.bills] == [
        ("2026-08", 212, 11_024, 761),
        ("2026-09", 243, 12_636, 493),
        ("2026-10", 287, 14_924, 119),
    ]
    assert account.as_of == "2026-11-23T10:27:00+08:00"


def test_before_the_due_date_there_is_no_late_fee(connection: Connection) -> None:
    account = query(connection, "3104587000", None, NOW.replace(month=9, day=15), SETTINGS)
    assert isinstance(account, Account)
    assert [bill.late_fee_fen for bill in account.bills] == [0, 0, 0]


def test_a_card_meter_customer_is_no_refusal(connection: Connection) -> None:
    account = query(connection, "3104587934", "123456", NOW, SETTINGS)
    assert isinstance(account, Account)
    assert (account.meter_kind, account.meter_no) == ("energy_controlled", "000086315759")


def test_an_unknown_customer(connection: Connection) -> None:
    assert query(connection, "0000000000", "123456", NOW, SETTINGS) == Refused("CUSTOMER_UNKNOWN")


def test_three_wrong_passwords_lock_for_a_quarter_of_an_hour(connection: Connection) -> None:
    answers = [query(connection, "3104587000", "000000", NOW, SETTINGS) for _ in range(3)]
    assert answers == [
        Refused("PASSWORD_WRONG", {"tries_left": "2"}),
        Refused("PASSWORD_WRONG", {"tries_left": "1"}),
        Refused("CUSTOMER_LOCKED", {"minutes": "15"}),
    ]
    almost = NOW + timedelta(minutes=14, seconds=59)
    assert query(connection, "3104587000", "123456", almost, SETTINGS) == Refused("CUSTOMER_LOCKED", {"minutes": "1"})
    after = NOW + timedelta(minutes=15)
    assert isinstance(query(connection, "3104587000", "123456", after, SETTINGS), Account)


def test_after_the_lock_all_tries_are_back(connection: Connection) -> None:
    for _ in range(3):
        query(connection, "3104587000", "000000", NOW, SETTINGS)
    wrong = query(connection, "3104587000", "000000", NOW + timedelta(minutes=16), SETTINGS)
    assert wrong == Refused("PASSWORD_WRONG", {"tries_left": "2"})


def test_the_right_password_forgets_the_wrong_ones(connection: Connection) -> None:
    for _ in range(3):
        assert query(connection, "3104587000", "9", NOW, SETTINGS) == Refused("PASSWORD_WRONG", {"tries_left": "2"})
        assert isinstance(query(connection, "3104587000", "123456", NOW, SETTINGS), Account)


def test_a_lock_outlives_a_restart(engine: Engine, database: str) -> None:
    for _ in range(3):
        with engine.begin() as connection:
            query(connection, "3104587000", "000000", NOW, SETTINGS)
    engine.dispose()
    again = open_database(database)
    with again.begin() as connection:
        refused = query(connection, "3104587000", "123456", NOW, SETTINGS)
    again.dispose()
    assert refused == Refused("CUSTOMER_LOCKED", {"minutes": "15"})


def test_without_a_password_a_lock_does_not_matter(connection: Connection) -> None:
    """The platform asks so after a card was identified."""
    assert isinstance(query(connection, "3104587992", None, NOW, SETTINGS), Account)
    assert query(connection, "3104587992", "123456", NOW, SETTINGS) == Refused("CUSTOMER_LOCKED", {"minutes": "15"})


def test_a_closed_account_says_so_only_to_its_password(connection: Connection) -> None:
    closed = select(customers.c.customer_no).where(customers.c.status == "closed", customers.c.locked_until.is_(None))
    number = connection.execute(closed).scalars().first()
    assert number is not None
    assert query(connection, number, None, NOW, SETTINGS) == Refused("ACCOUNT_CLOSED")
    wrong = query(connection, number, "not it", NOW, SETTINGS)
    assert isinstance(wrong, Refused)
    assert wrong.code == "PASSWORD_WRONG"


def test_no_password_is_kept(connection: Connection) -> None:
    """I24."""
    hashes = connection.execute(select(customers.c.password_hash)).scalars().all()
    assert all(text.startswith("$argon2id$") for text in hashes)
    assert len(set(hashes)) == len(hashes), "each has a salt of its own"
