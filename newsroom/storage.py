"""Files that are whole or not there: also when the disk is full, the power fails or the process is killed."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class StorageAway(OSError):
    """The store of files does not answer, or refuses: where a disk would fail."""


class WholeFileStorage(FileSystemStorage):
    """Django's storage on disk, which writes beside the place, through to the disk, and renames.

    What a row names is therefore on the disk before the row is, and an upload that fails leaves nothing behind.
    ``lasting`` is whether each file is waited for until the disk has it; tests and developers do without.
    """

    def __init__(self, *args: Any, lasting: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lasting = lasting

    def _save(self, name: str, content: File[Any]) -> str:
        full = Path(self.path(name))
        full.parent.mkdir(parents=True, exist_ok=True)
        passing = full.parent / f".upload-{secrets.token_hex(8)}"
        descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                if self._lasting:
                    os.fsync(descriptor)
            while True:
                try:
                    _name(passing, full)
                    break
                except FileExistsError:
                    name = self.get_available_name(name, max_length=None)
                    full = Path(self.path(name))
        finally:
            with suppress(FileNotFoundError):
                passing.unlink()
        if self._lasting:
            make_lasting(full.parent)
        return str(name).replace("\\", "/")


def _name(passing: Path, full: Path) -> None:
    """Give a finished file its name; raises FileExistsError rather than take the place of another."""
    try:
        os.link(passing, full)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EOPNOTSUPP):
            raise
        if full.exists():  # a file system without links, such as some network drives
            raise FileExistsError(full) from error
        passing.rename(full)


def make_lasting(folder: Path) -> None:
    """Write a folder's entries through to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
