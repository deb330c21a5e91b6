"""The platform's certificates, joining and leaving in their time. The newest one signs."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

from wxsim.keys import private_pem
from wxsim.store import Certificate
from wxsim.world import World

LIFE = timedelta(days=5 * 365)
DAY = timedelta(days=1)
EXPIRED = "expired"


def listed(world: World) -> list[Certificate]:
    every, now = world.store.every(Certificate), world.now()
    return [one for one in every if one.role != EXPIRED and not (one.leaves_at and one.leaves_at <= now)]


def current(world: World) -> Certificate:
    found = listed(world)
    return found[-1] if found else join(world)


def join(world: World) -> Certificate:
    return make(world, world_time(world) - DAY)


def rotate(world: World, *, overlap: float) -> Certificate:
    """A new one joins; whatever was there leaves when the overlap ends."""
    for one in listed(world):
        one.leaves_at = one.leaves_at or world.now() + overlap
        world.store.keep(one)
    return join(world)


def expired(world: World) -> Certificate:
    found = next((one for one in world.store.every(Certificate) if one.role == EXPIRED), None)
    return found or make(world, world_time(world) - DAY - LIFE, role=EXPIRED)


def world_time(world: World) -> datetime:
    return datetime.fromtimestamp(world.now(), UTC)


def make(world: World, since: datetime, *, role: str = "") -> Certificate:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, number = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com sign")]), x509.random_serial_number()
    builder = x509.CertificateBuilder(name, name, key.public_key(), number, since, since + LIFE)
    pem = builder.sign(key, SHA256()).public_bytes(Encoding.PEM).decode()
    certificate = Certificate(f"{number:040X}", pem, private_pem(key).decode(), role)
    world.store.keep(certificate)
    return certificate


def read(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.pem.encode())


def key_of(certificate: Certificate) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(
        certificate.key_pem.encode(),
        password=None,
        unsafe_skip_rsa_key_validation=True,  # made here
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(certificate.serial)
    return key
