"""Alipay's certificates: a file of roots, the app's own, the one that signs for Alipay, and its successors."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from wxsim.keys import private_pem, read_key, write

APP, SIGNING, ROOTS = "alipay_app_cert.crt", "alipay_cert.crt", "alipay_root_cert.crt"
SIGNING_KEY, AUTHORITY, AUTHORITY_KEY = "alipay_cert_key.pem", "alipay_authority.crt", "alipay_authority_key.pem"
DAY, YEARS = timedelta(days=1), timedelta(days=3650)
SHORT: Final = {
    NameOID.COMMON_NAME: "CN",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    NameOID.ORGANIZATION_NAME: "O",
    NameOID.COUNTRY_NAME: "C",
}
ALIPAY: Final = {"C": "CN", "O": "支付宝（模拟器）", "OU": "Alipay", "CN": "支付宝（模拟器）-2088"}
ANT: Final = {"C": "CN", "O": "Ant Simulated", "OU": "Certification Authority"}
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Papers:
    """``certified``: the app's last request came with certificates, so Alipay speaks to it by certificate too."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.certified = folder, False
        self.app_sn = number(read(folder / APP)[0])
        self.root_sn = "_".join(number(one) for one in read(folder / ROOTS) if is_rsa(one))
        self.load()

    def load(self) -> None:
        self.pem = (self.folder / SIGNING).read_bytes()
        self.key = read_key(self.folder / SIGNING_KEY)
        self.sn = number(x509.load_pem_x509_certificates(self.pem)[0])

    def rotate(self, how: str = "") -> str:
        """From here on a new one signs. ``foreign``: no root of Alipay's knows it; ``expired``: it has run out;
        ``reload``: the one that somebody has put into the folder.
        """
        if how != "reload":
            self.renew(how)
        self.load()
        return self.sn

    def renew(self, how: str) -> None:
        key = new_key()
        since = datetime.now(UTC) - (YEARS + DAY if how == "expired" else DAY)
        authority = read(self.folder / AUTHORITY)[0]
        signer: Key = key if how == "foreign" else read_key(self.folder / AUTHORITY_KEY)
        own = issue(ALIPAY, key.public_key(), authority.subject, signer, since=since)
        write(self.folder / SIGNING_KEY, private_pem(key))
        write(self.folder / SIGNING, pem(own, authority))

    def trouble(self, said: Mapping[str, str]) -> str:
        """Which of the two serials of a request is not right; both are there, or neither is."""
        given = {"app-cert-sn": said.get("app_cert_sn", ""), "alipay-root-cert-sn": said.get("alipay_root_cert_sn", "")}
        right = {"app-cert-sn": self.app_sn, "alipay-root-cert-sn": self.root_sn}
        if not any(given.values()):
            return ""
        return next((f"isv.invalid-{name}" for name in right if given[name] != right[name]), "")

    def content(self, sn: str) -> str | None:
        return base64.b64encode(self.pem).decode() if sn == self.sn else None


def make(folder: Path, app: rsa.RSAPublicKey, app_id: str) -> None:
    """A root that is not RSA stands first in the file, as Alipay's own of the national kind does."""
    odd, root, authority, signing = ec.generate_private_key(ec.SECP256R1()), new_key(), new_key(), new_key()
    since = datetime.now(UTC) - DAY
    names = [name({**ANT, "CN": f"Ant Simulated {word}"}) for word in ("Class 1 E1", "R1", "Class 2 R1")]
    roots = (
        issue(names[0], odd.public_key(), names[0], odd, since=since, authority=True),
        issue(names[1], root.public_key(), names[1], root, since=since, authority=True),
    )
    below = issue(names[2], authority.public_key(), names[1], root, since=since, authority=True)
    write(folder / AUTHORITY_KEY, private_pem(authority))
    write(folder / AUTHORITY, pem(below))
    write(folder / SIGNING_KEY, private_pem(signing))
    write(folder / SIGNING, pem(issue(ALIPAY, signing.public_key(), names[2], authority, since=since), below))
    shop = {"C": "CN", "O": "林知学堂", "OU": "2088", "CN": f"2088-{app_id}"}
    write(folder / APP, pem(issue(shop, app, names[2], authority, since=since)))
    write(folder / ROOTS, b"\n".join(pem(one) for one in roots))


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def name(said: Mapping[str, str]) -> x509.Name:
    long = {short: oid for oid, short in SHORT.items()}
    return x509.Name([x509.NameAttribute(long[short], value) for short, value in said.items()])


def issue(
    whom: Mapping[str, str] | x509.Name,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    by: x509.Name,
    signer: Key,
    *,
    since: datetime,
    authority: bool = False,
) -> x509.Certificate:
    subject = whom if isinstance(whom, x509.Name) else name(whom)
    serial = x509.random_serial_number()
    builder = x509.CertificateBuilder(by, subject, key, serial, since, since + YEARS)
    constraints = x509.BasicConstraints(ca=authority, path_length=None)
    return builder.add_extension(constraints, critical=True).sign(signer, SHA256())


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def read(path: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(path.read_bytes())


def is_rsa(certificate: x509.Certificate) -> bool:
    return certificate.signature_algorithm_oid.dotted_string.startswith("1.2.840.113549.1.1.")


def number(certificate: x509.Certificate) -> str:
    """Not the certificate's serial: the MD5 of who issued it, innermost name first, and that serial as a decimal."""
    issuer = ",".join(f"{SHORT[one.oid]}={one.value!s}" for one in reversed(list(certificate.issuer)))
    return hashlib.md5(f"{issuer}{certificate.serial_number}".encode(), usedforsecurity=False).hexdigest()
