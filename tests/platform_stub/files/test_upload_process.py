"""The kiosk's client and the platform's process: a file is cut, resumed, applied and reconciled (PAY-7, PAY-8)."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk_app.sync.binding import Binding
from kiosk_app.sync.client import NoAnswer, PlatformClient
from kiosk_app.sync.fresh import fresh_bring
from kiosk_app.sync.identity import signing_key
from kiosk_app.sync.line import tls
from kiosk_app.sync.upload import ANNOUNCED, Announced, Applied, bring, upload
from platform_stub.place import Place
from tests.platform_stub.conftest import TERMINAL
from tests.platform_stub.files.making import Draft, payment
from tests.platform_stub.site import CUSTOMER, Site, run

pytestmark = pytest.mark.processes


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Both services, and a terminal that is enrolled."""
    made = Site(tmp_path)
    run("sg186_stub", "seed", "--database", made.core_database)
    try:
        made.prepare_core(tmp_path / "core.db")
        made.start_core()
        made.prepare_platform(TERMINAL)
        made.start_platform()
        made.enrol()
        yield made
    finally:
        made.stop()


@pytest.fixture
def file(site: Site, tmp_path: Path) -> Path:
    """A file signed by the enrolled terminal, with a payment of which the platform has not heard."""
    row = payment(1, customer_no=CUSTOMER, bill_ids="")
    draft = Draft(rows=[row], key=signing_key(site.identity))
    made = tmp_path / f"{draft.name}.gz"
    made.write_bytes(gzip.compress(draft.content(), mtime=0))
    return made


def test_a_file_is_brought_cut_and_resumed_applied_once_and_made_good(site: Site, file: Path) -> None:
    authority = site.place / "authority.pem"
    line = tls(authority, site.identity)
    binding = Binding(TERMINAL, "00000000000000a1", Place(site.place).authority().answers.key.public_key)
    client = PlatformClient(site.url, tls(authority, site.identity), binding)
    content = file.read_bytes()
    body = {"name": file.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    told = client.call("POST", "/v1/uploads", body, ANNOUNCED)
    assert isinstance(told, Announced) and told.ticket is not None
    bring(told.ticket, line, file.name, content[:100], 0)  # and here the line is cut
    with pytest.raises(NoAnswer):
        bring(told.ticket, line, file.name, content, 100)  # the ticket is used up
    for _ in range(2):
        assert upload(client, fresh_bring(lambda: line, lambda: True), file) == Applied(
            outcome="ok", rows=1, sum_fen=12_000
        )
    client.close()
    with site.client() as caller:
        for _ in range(2):
            answer = caller.post("/v1/reconciliations", json={"name": file.name}).json()
            assert answer["outcome"] == "ok", answer
    assert site.postings() == [("GD0117-000001", 12_000)]
    assert [(row["sale"], row["state"]) for row in site.sales()] == [("GD0117-000001", "booked")]
