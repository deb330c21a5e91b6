"""Fetching the platform's certificates: sealed with our key, signed by one of them, or not believed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.simulator import Running, running
from zhiyu.wechat.certificates import Certificate, fetch
from zhiyu.wechat.errors import ExpiredCertificate, NotThere, Retryable, Unknown, UnknownSerial
from zhiyu.wechat.pay import Purchase
from zhiyu.wechat.signing import Verifiers
from zhiyu.wechat.transport import Transport

NOTIFY = "http://127.0.0.1:9/notify"


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, post=lambda *_: 200, signing="certificate") as found:
        yield found


def bare(sim: Running, http: httpx.Client | None = None) -> Transport:
    """Our transport as it is before it knows any key."""
    return replace(sim.pay(http=http).transport, verifiers=Verifiers({}), serial="")


def fetched(sim: Running) -> tuple[Certificate, ...]:
    return fetch(bare(sim), sim.world.keys.apiv3_key)


def serials(sim: Running) -> list[str]:
    return list(sim.tell("signing", mode="certificate")["serials"])


def test_the_first_answer_is_proved_by_the_certificate_it_brings(sim: Running) -> None:
    (found,) = fetched(sim)

    assert [found.serial] == serials(sim)
    assert found.starts_at < found.expires_at
    transport = replace(bare(sim), verifiers=Verifiers({found.serial: found.key()}))
    purchase = Purchase(out_trade_no="20261121000001", description="课", total_fen=1, notify_url=NOTIFY)
    assert replace(sim.pay(), transport=transport).native(purchase)


@pytest.mark.parametrize(("overlap", "count"), [(86_400, 2), (0, 1)])
def test_a_list_that_lacks_its_own_signer_is_asked_for_again_and_then_whole(
    sim: Running, overlap: int, count: int
) -> None:
    """The new certificate joins while the answer is signed; the old one stays for the overlap."""
    (old,) = serials(sim)
    sim.tell("faults", name="rotation", times=1, on="response", overlap_seconds=overlap)

    with pytest.raises(Unknown):
        fetched(sim)
    found = [one.serial for one in fetched(sim)]
    assert found == serials(sim)
    assert (len(found), old in found) == (count, count == 2)


def test_a_call_names_the_public_key_and_no_certificate(sim: Running) -> None:
    asked: list[httpx.Headers] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers)
        return httpx.Response(500)

    http = httpx.Client(transport=httpx.MockTransport(serve))
    for transport in (bare(sim, http), sim.pay(http=http).transport):
        with pytest.raises(Retryable):
            transport.get("/v3/x")
    assert [headers.get("Wechatpay-Serial") for headers in asked] == [None, sim.world.keys.public_key_id]


@pytest.mark.parametrize("fault", ["bad_signature", "sign_probe", "unknown_serial", "skew", "expired_certificate"])
def test_a_list_that_proves_nothing_is_not_believed(sim: Running, fault: str) -> None:
    sim.tell("faults", name=fault, times=1, on="response")

    with pytest.raises(Unknown, match="UNTRUSTED_ANSWER"):
        fetched(sim)
    assert fetched(sim)


def test_a_list_cut_off_or_sealed_with_another_key_is_not_believed(sim: Running) -> None:
    sim.tell("faults", name="truncated_json", times=1)
    with pytest.raises(Unknown):
        fetched(sim)
    with pytest.raises(Unknown):
        fetch(bare(sim), "0" * 32)


@pytest.mark.parametrize("fault", ["bom", "extra_fields"])
def test_harmless_oddities_are_read(sim: Running, fault: str) -> None:
    sim.tell("faults", name=fault, times=1, on="response")

    assert fetched(sim)


def test_one_that_has_run_out_is_listed_but_proves_nothing(sim: Running) -> None:
    sim.tell("faults", name="expired_certificate", times=1, on="list")

    valid, old = fetched(sim)
    assert valid.key()
    with pytest.raises(ExpiredCertificate):
        old.key()


def test_an_answer_signed_by_one_that_has_run_out_is_not_believed_though_it_is_listed(sim: Running) -> None:
    sim.tell("faults", name="expired_certificate", times=1, on="list")
    sim.tell("faults", name="expired_certificate", times=1, on="response")

    with pytest.raises(Unknown):
        fetched(sim)


def test_a_merchant_with_a_public_key_only_has_none(tmp_path: Path) -> None:
    with running(tmp_path, post=lambda *_: 200) as other, pytest.raises(NotThere):
        fetch(other.pay().transport, other.world.keys.apiv3_key)


@pytest.mark.parametrize("serial", ["", "PUB_KEY_ID_0116", "F" * 65, "７A", "7A 1B", "x"])
def test_only_what_looks_like_a_certificate_is_looked_for(serial: str) -> None:
    def never(serial: str) -> None:
        raise AssertionError(serial)

    with pytest.raises(UnknownSerial):
        Verifiers({}, never).key(serial)  # type: ignore[arg-type]
