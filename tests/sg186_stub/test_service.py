"""The service as a process of its own, over TLS, with real sockets (faults 43-48; IFC-3)."""

import datetime
import json
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import trustme

from tests.sg186_stub.conftest import TOKEN
from tests.sg186_stub.test_api import PAYMENT, PURCHASE

pytestmark = pytest.mark.processes


@dataclass
class Service:
    """A running core and how to reach it."""

    process: subprocess.Popen[str]
    port: int
    authority: Path

    def ask(self, method: str, path: str, body: object = None, timeout: float = 20) -> requests.Response:
        return requests.request(
            method,
            f"https://127.0.0.1:{self.port}{path}",
            json=body,
            headers={"Authorization": f"Bearer {TOKEN}"},
            verify=str(self.authority),
            timeout=timeout,
        )

    def fault(self, where: str, kind: str, ms: int = 0) -> None:
        assert (
            self.ask("POST", "/sg186/faults", {"where": where, "kind": kind, "times": 1, "ms": ms}).status_code == 200
        )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    named = {name: tmp_path / name for name in ("authority.pem", "core.pem", "core.key", "token")}
    authority.cert_pem.write_to_path(named["authority.pem"])
    issued.cert_chain_pems[0].write_to_path(named["core.pem"])
    issued.private_key_pem.write_to_path(named["core.key"])
    named["token"].write_text(TOKEN + "\n")
    return named


def start(database: str, files: dict[str, Path]) -> Service:
    arguments = ["serve", "--database", database, "--port", "0", "--date", "2026-11-23"]
    arguments += ["--token-file", str(files["token"])]
    arguments += ["--certificate", str(files["core.pem"]), "--key", str(files["core.key"])]
    process = subprocess.Popen([sys.executable, "-m", "sg186_stub", *arguments], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the service ended with {process.wait()}"
    return Service(process, int(json.loads(line)["listening"]), files["authority.pem"])


def stop(service: Service) -> int:
    service.process.send_signal(signal.SIGTERM)
    code = service.process.wait(15)
    assert service.process.stdout is not None
    service.process.stdout.close()
    return code


@pytest.fixture
def service(database: str, files: dict[str, Path]) -> Iterator[Service]:
    running = start(database, files)
    yield running
    if running.process.poll() is None:
        stop(running)


def test_query_pay_and_stop(service: Service) -> None:
    account = service.ask("POST", "/sg186/customers/query", {"customer_no": "3104587000", "password": "123456"}).json()
    assert [bill["late_fee_fen"] for bill in account["account"]["bills"]] == [761, 493, 119]
    assert datetime.datetime.fromisoformat(account["account"]["as_of"]).date() == datetime.date(2026, 11, 23)
    paid = service.ask("POST", "/sg186/payments", PAYMENT)
    assert paid.json()["outcome"] == "ok"
    assert service.ask("GET", "/sg186/payments/GD0117-000001").json() == paid.json()


def test_fault_45_the_connection_closes_without_an_answer(service: Service) -> None:
    service.fault("purchases", "commit_and_die")
    with pytest.raises(requests.ConnectionError):
        service.ask("POST", "/sg186/purchases", PURCHASE)
    assert service.process.poll() is None, "the process lives on"
    stored = service.ask("GET", "/sg186/purchases/GD0117-000002").json()
    assert stored["purchase"]["counter"] == 8
    assert service.ask("POST", "/sg186/purchases", PURCHASE).json() == stored


def test_fault_45_the_process_dies_and_the_books_survive(database: str, files: dict[str, Path]) -> None:
    service = start(database, files)
    service.fault("payments", "commit_and_exit")
    with pytest.raises(requests.ConnectionError):
        service.ask("POST", "/sg186/payments", PAYMENT)
    assert service.process.wait(15) == 70
    assert service.process.stdout is not None
    service.process.stdout.close()
    again = start(database, files)
    stored: dict[str, Any] = again.ask("GET", "/sg186/payments/GD0117-000001").json()
    assert again.ask("POST", "/sg186/payments", PAYMENT).json() == stored
    assert stored["payment"]["bills_fen"] == 11_024
    stop(again)


def test_fault_47_an_answer_that_comes_too_late_still_counts_once(service: Service) -> None:
    service.fault("payments", "slow", ms=1500)
    with pytest.raises(requests.Timeout):
        service.ask("POST", "/sg186/payments", PAYMENT, timeout=0.3)
    first = service.ask("POST", "/sg186/payments", PAYMENT).json()
    assert first["outcome"] == "ok"
    assert stop(service) in {0, -signal.SIGTERM}, "waits for the late one"


def test_without_tls_or_with_an_older_one_nobody_answers(service: Service) -> None:
    context = ssl.create_default_context(cafile=str(service.authority))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", service.port), 10) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="127.0.0.1")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{service.port}/sg186/payments/a", timeout=10)


def test_the_wrong_token(service: Service) -> None:
    answer = requests.get(
        f"https://127.0.0.1:{service.port}/sg186/payments/a",
        headers={"Authorization": "Bearer wrong"},
        verify=str(service.authority),
        timeout=20,
    )
    assert answer.status_code == 401
    assert "server" not in answer.headers
