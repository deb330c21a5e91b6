"""Certificate mode (公钥证书): both sides name their certificates, and Alipay's is believed for its chain to the root.

What Alipay calls a certificate's SN is none of X.509's fields. As its SDK computes it (``AlipaySignature.getCertSN``
and ``getRootCertSN`` of alipay-sdk-java, the reference that https://docs.open.alipay.com/291/106118 names): the MD5,
as 32 hexadecimal digits, of the issuer's name as RFC 2253 writes it (``CN=…,OU=…,O=…,C=CN``) with the serial number in
decimal right behind it. Of the root file: of every certificate whose signature algorithm begins with
1.2.840.113549.1.1 (RSA), in the order of the file, joined by ``_``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from zhiyu.integrations.alipay.errors import Expired, Foreign, NoCertificate
from zhiyu.kernel.clock import now

RSA: Final = "1.2.840.113549.1.1."
DEEPEST: Final = 5
Chain = tuple[x509.Certificate, ...]


@lru_cache(maxsize=16)
def read(pem: str) -> Chain:
    """All certificates of a file, its own one first as Alipay writes it."""
    try:
        return tuple(x509.load_pem_x509_certificates(pem.encode()))
    except ValueError as error:
        raise NoCertificate from error


def serial(certificate: x509.Certificate) -> str:
    text = f"{certificate.issuer.rfc4514_string()}{certificate.serial_number}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def root_serial(roots: Chain) -> str:
    """A root of another kind (SM2) is in Alipay's file too; what cannot verify RSA2 is left out."""
    found = [serial(one) for one in roots if by_rsa(one)]
    if not found:
        raise NoCertificate
    return "_".join(found)


def by_rsa(certificate: x509.Certificate) -> bool:
    return certificate.signature_algorithm_oid.dotted_string.startswith(RSA)


def rsa_key(certificate: x509.Certificate) -> RSAPublicKey:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        raise NoCertificate from error
    if not isinstance(key, RSAPublicKey):
        raise NoCertificate
    return key


def in_date(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_before_utc <= now() < certificate.not_valid_after_utc


def prove(chain: Chain, roots: Chain) -> x509.Certificate:
    """The chain's own certificate, once it is in date and leads to one of the roots, each link in date too."""
    own = chain[0]
    rsa_key(own)
    if not in_date(own):
        raise Expired(own.not_valid_before_utc, own.not_valid_after_utc)
    at = own
    for _step in range(DEEPEST):
        if any(issued(at, root) for root in roots):
            return own
        above = next((one for one in chain[1:] if one != at and issued(at, one)), None)
        if above is None:
            break
        at = above
    raise Foreign


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """By an authority that may, and is itself in date."""
    if not in_date(issuer) or not is_authority(issuer):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def owner(certificate: x509.Certificate) -> Sequence[str]:
    """Merchants' certificates hang from the same roots as Alipay's: what sets hers apart is whom it names."""
    return [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]


@dataclass(frozen=True)
class Papers:
    """What an app in certificate mode works with; ``alipays`` begin with the newest, each with its chain."""

    app: x509.Certificate
    roots: Chain
    alipays: tuple[Chain, ...]
    app_sn: str = field(init=False)
    root_sn: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "app_sn", serial(self.app))
        object.__setattr__(self, "root_sn", root_serial(self.roots))

    def known(self) -> dict[str, x509.Certificate]:
        return {serial(chain[0]): chain[0] for chain in self.alipays}

    def successor(self, pem: str, sn: str) -> Chain:
        """A certificate that Alipay handed out for ``sn``: proved by the roots that are stored, never by the wire."""
        chain = read(pem)
        own = prove(chain, self.roots)
        if serial(own) != sn or owner(own) != owner(self.alipays[0][0]):
            raise Foreign
        return chain
