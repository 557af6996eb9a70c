"""What is inside an archive: members in a tar stream, and at its end the manifest that names each with its SHA-256."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, Protocol, cast

from django.utils.translation import gettext as _

from newsroom.backup.errors import BackupError, Damaged
from newsroom.backup.sealing import Sink, sink, source

FORMAT = 1
DATABASE = "database.sql.gz"
MANIFEST = "manifest.json"
README = "README.txt"
MEDIA = "media/"
CHUNK = 1024 * 1024
NAMED = 5  # damaged members told by name
_WORDS = """\
A backup of the newsroom system. Without the program it is opened so:

    tar xf THIS-FILE
    gunzip -c database.sql.gz | psql EMPTY-DATABASE

media/ holds photos and pages. manifest.json names every file with its SHA-256 and every table with its number of rows.
"""


@dataclass
class Manifest:
    """What an archive holds, written as its last member.

    ``tables`` gives rows by table, ``members`` size in bytes and SHA-256 by member, ``migrations`` is ``app.name`` of
    each that was applied, ``chain`` the end of the audit chain, ``missing`` the media that rows name and that were not
    in the storage.
    """

    made_at: str = ""  # ISO 8601 in UTC
    site: str = ""
    server: int = 0  # the major version of PostgreSQL
    chain: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """From its member; raises Damaged for what is none, and BackupError for one of a newer program."""
        try:
            told = json.loads(data)
            newer = told["format"] > FORMAT
            manifest = cls(**told)
        except (ValueError, TypeError, KeyError) as error:
            raise Damaged(_("%(member)s cannot be read") % {"member": MANIFEST}) from error
        if newer:
            raise BackupError(_("This backup was made by a newer release. Install that release, then restore."))
        return manifest

    @property
    def media(self) -> list[str]:
        """The names of the media members."""
        return [name for name in self.members if name.startswith(MEDIA)]


class _Hashing(io.RawIOBase):
    """A file that is read through, with the SHA-256 of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


class Writer:
    """Writes an archive into an open file."""

    def __init__(self, file: BinaryIO, key: str) -> None:
        self._sink: Sink = sink(file, key)
        self._tar = tarfile.open(  # noqa: SIM115 (closed by finish)
            fileobj=cast(IO[bytes], self._sink), mode="w|", format=tarfile.PAX_FORMAT
        )
        self.manifest = Manifest()
        self.add(README, io.BytesIO(_WORDS.encode()), len(_WORDS))

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member of exactly this many bytes; raises OSError where the file ends before."""
        hashing = _Hashing(file)
        self._tar.addfile(_entry(name, size), hashing)
        self.manifest.members[name] = {"bytes": size, "sha256": hashing.digest.hexdigest()}

    def finish(self) -> None:
        """Write the manifest and close the stream; the file itself stays open."""
        data = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        self._tar.addfile(_entry(MANIFEST, len(data)), io.BytesIO(data))
        self._tar.close()
        self._sink.finish()

    def abandon(self) -> None:
        """End the stream of an archive that will not be finished, while its file is still open."""
        with suppress(OSError):  # the disk may be full, which is why it is given up
            self._tar.close()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class Readable(Protocol):
    """What gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""


Taker = Callable[[str, Readable], None]  # is given each member by its name


def read(file: BinaryIO, key: str, take: Taker) -> Manifest:
    """Read an archive from beginning to end, handing each member on; raises Damaged, naming the member.

    Nothing that was handed on may be relied upon before this returns: the manifest comes last.
    """
    stream = source(file, key)
    found: dict[str, dict[str, Any]] = {}
    manifest: Manifest | None = None
    place = README
    try:
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|") as tar:
            for entry in tar:
                place = entry.name
                content = tar.extractfile(entry)
                if content is None or not _is_lawful(entry.name) or manifest is not None or entry.name in found:
                    raise Damaged(_("a member that no backup has"))
                hashing = _Hashing(content)
                if entry.name == MANIFEST:
                    manifest = Manifest.read(hashing.read())
                    continue
                take(entry.name, hashing)
                while hashing.read(CHUNK):
                    continue
                found[entry.name] = {"bytes": entry.size, "sha256": hashing.digest.hexdigest()}
        if manifest is None:
            raise Damaged(_("the archive cannot be read any further, and its manifest is missing"))
        if wrong := _differing(found, manifest):
            place = ", ".join(wrong[:NAMED])
            raise Damaged(_("%(count)d members are missing or are not what was written") % {"count": len(wrong)})
        while stream.read(CHUNK):
            continue
    except Damaged as error:
        raise Damaged(
            _("The backup is damaged at %(member)s: %(why)s. Use another backup; nothing was restored from this one.")
            % {"member": place, "why": error}
        ) from error
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise Damaged(
            _("The backup is damaged at %(member)s: %(why)s. Use another backup; nothing was restored from this one.")
            % {"member": place, "why": _("it is no archive any more from here on")}
        ) from error
    return manifest


def _differing(found: dict[str, dict[str, Any]], manifest: Manifest) -> list[str]:
    """The members that are not what the manifest says."""
    wrong = [name for name, told in manifest.members.items() if found.get(name) != told]
    return wrong + [name for name in found if name not in manifest.members]


def _is_lawful(name: str) -> bool:
    """Whether a member has one of the names that a backup gives; none leads out of the folder it is unpacked to."""
    if name in (README, DATABASE, MANIFEST):
        return True
    path = PurePosixPath(name)
    return name.startswith(MEDIA) and name == path.as_posix() and "\0" not in name and ".." not in path.parts
