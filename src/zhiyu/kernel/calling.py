"""How this school calls others: nothing of the machine's own settings, and trusted certificates read once."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than most calls, so clients share them."""
    return httpx.create_ssl_context(trust_env=False)


def client(timeout: httpx.Timeout) -> httpx.Client:
    return httpx.Client(timeout=timeout, trust_env=False, verify=trusted())
