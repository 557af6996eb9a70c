"""Small secrets of people at rest: encrypted under the site's secret key, so that the database alone shows none.

A sealed secret is ``s1.`` and the base64 of nonce, ciphertext and tag (AES-256-GCM). It names no owner, and opens only
for the one it was sealed for: a row copied to another account is worthless. ``SECRET_KEY_FALLBACKS`` still open what
was sealed under them. What stands there from before secrets were sealed is read as it is (hexadecimal).
"""

from __future__ import annotations

import base64
import binascii
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PREFIX = "s1."
_NONCE, _KEY = 12, 32  # bytes


class SealError(ValueError):
    """The secret opens under none of the site's keys: they were changed, or the row was."""


def sealed(secret: bytes, *, owner: int) -> str:
    """A secret of one account as it may stand in the database: 67 characters for 20 bytes."""
    nonce = secrets.token_bytes(_NONCE)
    packed = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, secret, _whose(owner))
    return PREFIX + base64.urlsafe_b64encode(packed).decode()


def opened(text: str, *, owner: int) -> bytes:
    """The secret again. Raises SealError."""
    if not text.startswith(PREFIX):
        try:
            return binascii.unhexlify(text)
        except ValueError as error:
            raise SealError("neither sealed nor hexadecimal") from error
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if (secret := _opened_by(key, text, owner)) is not None:
            return secret
    raise SealError("sealed under another key")


def is_current(text: str, *, owner: int) -> bool:
    """Whether the secret is sealed under the site's present key."""
    return text.startswith(PREFIX) and _opened_by(settings.SECRET_KEY, text, owner) is not None


def _opened_by(key: str, text: str, owner: int) -> bytes | None:
    try:
        packed = base64.b64decode(text.removeprefix(PREFIX), altchars=b"-_", validate=True)
        return _cipher(key).decrypt(packed[:_NONCE], packed[_NONCE:], _whose(owner))
    except (InvalidTag, ValueError):
        return None


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    derived = HKDF(SHA256(), _KEY, salt=None, info=b"newsroom: secrets of second factors").derive(key.encode())
    return AESGCM(derived)


def _whose(owner: int) -> bytes:
    return f"account {owner}".encode()
