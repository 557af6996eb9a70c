"""The outermost layer of an archive: a checksum behind a plain one, or authenticated encryption in pieces.

A plain archive is a tar file with one line behind its end, which tar ignores: the SHA-256 of all before it. A sealed
one is a line that names the form, a random salt and a check of the key, then pieces of 64 KiB, each AES-256-GCM with 16
bytes of its own behind it; the nonce counts the pieces and marks the last, so that none can be changed, moved, left
out or cut off. The key comes from the words of BACKUP_KEY by scrypt, anew for every archive.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from newsroom.backup.errors import BackupError, Damaged

SEALED = b"newsroom-backup 1 aes-256-gcm scrypt\n"
PIECE = 64 * 1024  # bytes of content in each piece; small, so that damage is found close to its place
TAG = 16  # bytes
_SALT = 16
_CHECK = 16
_MARK = b"newsroom-backup 1 sha256 "
_LINE = len(_MARK) + 64 + 1


def _keys(words: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key of the pieces and that of the header's check. About 0.1 s, so that guessing words is dear."""
    derived = Scrypt(salt=salt, length=64, n=2**15, r=8, p=1).derive(words.encode())
    return derived[:32], derived[32:]


def _check(key: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, SEALED + salt, "sha256")[:_CHECK]


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class PlainSink:
    """Writes what it is given, and its checksum behind it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self._digest.update(data)
        self._file.write(data)
        return len(data)

    def finish(self) -> None:
        """Write the line behind the end."""
        self._file.write(_MARK + self._digest.hexdigest().encode() + b"\n")


class SealedSink:
    """Encrypts what it is given, a piece at a time."""

    def __init__(self, file: BinaryIO, words: str) -> None:
        self._file = file
        salt = secrets.token_bytes(_SALT)
        key, check = _keys(words, salt)
        self._cipher = AESGCM(key)
        self._waiting = bytearray()
        self._number = 0
        file.write(SEALED + salt + _check(check, salt))

    def write(self, data: bytes) -> int:
        """Take the next bytes; the last piece is kept back until the end is known."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._write_piece(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece."""
        self._write_piece(bytes(self._waiting), is_last=True)

    def _write_piece(self, data: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), data, SEALED))
        self._number += 1


class PlainSource:
    """Reads a plain archive and, at its end, compares the checksum. ``read`` raises Damaged."""

    def __init__(self, file: BinaryIO, begun: bytes = b"") -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._waiting = begun
        self._is_over = False

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end, whose checksum holds then."""
        while not self._is_over and len(self._waiting) < size + _LINE:
            more = self._file.read(max(size, 65536))
            self._waiting += more
            if not more:
                self._is_over = True
        ready = self._waiting[: min(size, max(0, len(self._waiting) - _LINE))]
        self._waiting = self._waiting[len(ready) :]
        self._digest.update(ready)
        if not ready and size:
            self._compare()
        return ready

    def _compare(self) -> None:
        line = self._waiting
        if not line.startswith(_MARK) or not line.endswith(b"\n"):
            raise Damaged(_("the file ends before its checksum: it was cut off, or is no backup of this program"))
        if line[len(_MARK) : -1] != self._digest.hexdigest().encode():
            raise Damaged(_("the checksum of the whole file does not match"))


class SealedSource:
    """Reads a sealed archive. ``read`` raises Damaged, the constructor BackupError where the key is another."""

    def __init__(self, file: BinaryIO, words: str) -> None:
        if not words:
            raise BackupError(_("This backup is encrypted. Set BACKUP_KEY to the key it was made with."))
        self._file = file
        salt, check = file.read(_SALT), file.read(_CHECK)
        key, check_key = _keys(words, salt)
        if not hmac.compare_digest(check, _check(check_key, salt)):
            raise BackupError(
                _("BACKUP_KEY is not the key that this backup was made with (or its first 69 bytes are damaged).")
            )
        self._cipher = AESGCM(key)
        self._next = file.read(PIECE + TAG)
        self._ready = b""
        self._number = 0

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""
        if not self._ready and self._number >= 0:
            self._open_piece()
        ready, self._ready = self._ready[:size], self._ready[size:]
        return ready

    def _open_piece(self) -> None:
        piece, self._next = self._next, self._file.read(PIECE + TAG)
        is_last = not self._next
        try:
            self._ready = self._cipher.decrypt(_nonce(self._number, is_last), piece, SEALED)
        except (InvalidTag, ValueError) as error:
            raise Damaged(
                _("piece %(number)d of the encryption was changed, or the file was cut off there")
                % {"number": self._number + 1}
            ) from error
        self._number = -1 if is_last else self._number + 1


Sink = PlainSink | SealedSink
Source = PlainSource | SealedSource


def sink(file: BinaryIO, words: str) -> Sink:
    """Where an archive is written to: sealed where there is a key."""
    return SealedSink(file, words) if words else PlainSink(file)


def source(file: BinaryIO, words: str) -> Source:
    """Where an archive is read from; raises BackupError where the key is missing or another."""
    begun = file.read(len(SEALED))
    return SealedSource(file, words) if begun == SEALED else PlainSource(file, begun)
