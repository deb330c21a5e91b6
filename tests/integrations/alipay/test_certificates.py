"""Certificate mode over the wire: serials that both sides compute for themselves, and certificates that change."""

from datetime import timedelta
from pathlib import Path

import pytest
from alipay import DCAliPay
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.integrations.alipay.conftest import Ears, hand_over, paid, started
from tests.simulator import Running
from wxsim.alipay import papers as simulated
from zhiyu.command.doctor import alipay as doctor
from zhiyu.commerce import actions as commerce
from zhiyu.commerce.models import Refund
from zhiyu.commerce.payments import PaymentStatus, ProviderRetryable, ProviderUnknown
from zhiyu.integrations.alipay import actions, certificates
from zhiyu.integrations.alipay.errors import CertificateRefused
from zhiyu.integrations.alipay.models import Certificate, Notification
from zhiyu.integrations.alipay.provider import Alipay
from zhiyu.kernel.clock import now
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/studio/settings/payment/alipay"
FILES = {"app": simulated.APP, "alipay": simulated.SIGNING, "root": simulated.ROOTS}


def texts(sim: Running) -> dict[str, str]:
    return {role: (sim.world.alipay.folder / name).read_text() for role, name in FILES.items()}


@pytest.fixture
def certified(sim: Running, settings: Settings) -> Running:
    """The app has certificates, and knows no public key of Alipay's any more."""
    settings.ALIPAY = {**settings.ALIPAY, "public_key": ""}
    actions.save_certificates(actor_id=make.user(role="owner").pk, texts=texts(sim))
    return sim


def sns(role: str = "alipay") -> list[str]:
    return list(Certificate.objects.filter(role=role).order_by("pk").values_list("sn", flat=True))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_three_readings_of_the_protocol_compute_the_same_serials(sim: Running) -> None:
    given, folder = texts(sim), sim.world.alipay.folder
    oracle = DCAliPay(
        appid=sim.world.alipay.app_id,
        app_private_key_string=(folder / "alipay_app_private_key.pem").read_text(),
        app_public_key_cert_string=given["app"],
        alipay_public_key_cert_string=given["alipay"],
        alipay_root_cert_string=given["root"],
    )
    theirs = simulated.Papers(folder)
    app, roots = certificates.read(given["app"])[0], certificates.read(given["root"])

    assert certificates.serial(app) == theirs.app_sn == oracle.app_cert_sn
    assert certificates.root_serial(roots) == theirs.root_sn == oracle.alipay_root_cert_sn
    assert (len(roots), theirs.root_sn.count("_")) == (2, 0)


def test_a_sale_its_query_its_refund_and_its_bill_go_by_certificate(certified: Running, ears: Ears) -> None:
    order = paid(certified, ears)
    number = order.attempts.get().out_trade_no
    assert Alipay().query(number).status == PaymentStatus.PAID

    refund = commerce.request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="not_for_me")
    commerce.ask_channel(refund_id=refund.pk)

    assert Refund.objects.get().status == "succeeded"
    assert hand_over(ears.wait(2)[1]).content == b"success"
    assert list(Notification.objects.values_list("verdict", flat=True)) == ["accepted", "accepted"]
    assert len(sns()) == 1


def test_a_notification_by_the_old_public_key_is_not_believed_any_more(sim: Running, ears: Ears) -> None:
    _order, no = started(sim)
    sim.tell("pay", out_trade_no=no)
    form = ears.wait(1)[0]
    actions.save_certificates(actor_id=make.user(role="owner").pk, texts=texts(sim))

    assert hand_over(form).status_code == 401
    assert Notification.objects.get().verdict == "bad_signature"


def test_a_new_certificate_is_fetched_once_and_both_are_believed(certified: Running, ears: Ears) -> None:
    _order, no = started(certified)
    certified.tell("pay", out_trade_no=no)
    by_the_old_one = ears.wait(1)[0]
    new = certified.tell("alipay/rotate")["alipay_cert_sn"]
    assert Alipay().query(no).status == PaymentStatus.PAID
    assert Alipay().query(no).status == PaymentStatus.PAID

    assert sns()[1:] == [new]
    assert Certificate.objects.get(sn=new).fetched
    assert hand_over(by_the_old_one).content == b"success"


@pytest.mark.parametrize("how", ["foreign", "expired"])
def test_a_certificate_that_cannot_be_proved_is_no_answer_and_is_not_kept(certified: Running, how: str) -> None:
    _order, no = started(certified)
    certified.tell("alipay/rotate", how=how)
    with pytest.raises(ProviderUnknown, match="no trusted answer"):
        Alipay().query(no)

    assert len(sns()) == 1


def test_another_merchants_certificate_does_not_pass_for_alipays(certified: Running) -> None:
    """It hangs from the same root: an intermediary that all merchants share."""
    folder = certified.world.alipay.folder
    shop = certificates.read(texts(certified)["app"])[0]
    (folder / simulated.SIGNING).write_text(texts(certified)["app"] + (folder / simulated.AUTHORITY).read_text())
    _order, no = started(certified)
    (folder / simulated.SIGNING_KEY).write_bytes((folder / "alipay_app_private_key.pem").read_bytes())
    certified.tell("alipay/rotate", how="reload")
    assert certificates.prove(certificates.read((folder / simulated.SIGNING).read_text()), roots(certified)) == shop

    with pytest.raises(ProviderUnknown, match="no trusted answer"):
        Alipay().query(no)
    assert len(sns()) == 1


def roots(sim: Running) -> certificates.Chain:
    return certificates.read(texts(sim)["root"])


def test_a_root_that_alipay_does_not_know_is_our_settings_fault(certified: Running) -> None:
    _order, no = started(certified)
    simulated.make(certified.world.alipay.folder, certified.world.alipay.merchant, certified.world.alipay.app_id)
    actions.save_certificates(actor_id=make.user(role="owner").pk, texts=texts(certified))
    with pytest.raises(ProviderRetryable, match="cert-sn"):
        Alipay().query(no)


def test_the_page_takes_files_or_text_and_says_which_mode_is_in_force(
    client: Client, sim: Running, settings: Settings
) -> None:
    make.login(client, make.user(role="owner"))
    assert "现在用的是公钥模式" in client.get(PAGE).content.decode()
    given = texts(sim)
    sent = {"app_file": SimpleUploadedFile("app.crt", given["app"].encode())}
    answer = client.post(PAGE, {**sent, "alipay_text": given["alipay"], "root_text": given["root"]})

    assert answer["Location"] == PAGE
    assert "现在用的是公钥证书模式" in client.get(PAGE).content.decode()
    settings.ALIPAY = {**settings.ALIPAY, "public_key": ""}
    assert "不用填，用的是公钥证书" in client.get("/studio/settings/payment").content.decode()
    client.post(f"{PAGE}/leave")
    assert Certificate.objects.count() == 3

    settings.ALIPAY = {**settings.ALIPAY, "public_key": "MIIB"}
    client.post(f"{PAGE}/leave")
    client.post(f"{PAGE}/leave")
    assert not Certificate.objects.exists()
    kept = AuditEntry.objects.filter(action__startswith="alipay.").order_by("pk")
    assert [x.action for x in kept] == ["alipay.certificates_saved", "alipay.certificates_left"]


def wrong(given: dict[str, str], sim: Running, how: str) -> dict[str, str]:
    folder = sim.world.alipay.folder
    if how == "nothing":
        return {**given, "root": ""}
    if how == "no certificate":
        return {**given, "root": "MIIB"}
    if how == "another app":
        return {**given, "app": given["alipay"]}
    simulated.Papers(folder).rotate(how)
    return {**given, "alipay": (folder / simulated.SIGNING).read_text()}


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("nothing", "选文件，或者贴上内容"),
        ("no certificate", "没有能用的 RSA 证书"),
        ("another app", "不是用服务器上那把应用私钥申请的"),
        ("foreign", "追不到所给的支付宝根证书"),
        ("expired", "过期，请到开放平台换一张新的"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(client: Client, sim: Running, how: str, told: str) -> None:
    make.login(client, make.user(role="owner"))
    sent = {f"{role}_text": text for role, text in wrong(texts(sim), sim, how).items()}

    answer = client.post(PAGE, sent)

    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Certificate.objects.exists()


def test_without_a_private_key_nothing_can_be_compared(sim: Running, settings: Settings) -> None:
    settings.ALIPAY = {**settings.ALIPAY, "private_key": str(Path("/nowhere"))}
    with pytest.raises(CertificateRefused, match="ALIPAY_PRIVATE_KEY"):
        actions.save_certificates(actor_id=make.user(role="owner").pk, texts=texts(sim))


@pytest.mark.parametrize(
    ("days", "page", "colour"), [(31, "", "green"), (29, "快到期", "yellow"), (-1, "已过期", "red")]
)
@pytest.mark.usefixtures("certified")
def test_a_certificate_near_its_end_is_spoken_of(client: Client, days: int, page: str, colour: str) -> None:
    Certificate.objects.filter(role="app").update(expires_at=now() + timedelta(days=days))
    make.login(client, make.user(role="operator"))

    shown = client.get("/studio/health").content.decode()

    assert ("支付宝的应用公钥证书" in shown) == bool(page)
    assert page in shown
    assert [one.colour for one in doctor.certificates()] == [colour]


@pytest.mark.usefixtures("certified")
def test_old_certificates_of_alipays_go_and_the_newest_stays() -> None:
    first = Certificate.objects.get(role="alipay")
    Certificate.objects.create(
        account="default", role="alipay", sn="2", pem=first.pem, expires_at=now() - timedelta(days=90), fetched=True
    )
    Certificate.objects.filter(pk=first.pk).update(expires_at=now() - timedelta(days=31))

    assert actions.forget_old_certificates() == 1
    assert sns() == ["2"]
