"""Media in a bucket of S3 or of a service that speaks its language: written whole or not at all, never overwritten.

The bucket is private. Readers get its files from the site's own addresses (``articles.media``, ``reading.delivery``),
which decide who sees what; no address of the bucket is given to anybody.
"""

from __future__ import annotations

import errno
import functools
from collections.abc import Callable
from typing import IO, Any, ParamSpec, TypeVar

from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from django.core.files.base import File
from storages.backends.s3 import S3File, S3Storage  # type: ignore[import-untyped]

from newsroom.storage import StorageAway

CONNECT_SECONDS, READ_SECONDS = 3, 20
TRIES = 3
IN_MEMORY = 4 * 1024 * 1024  # bytes of a file that is read; larger ones pass through a temporary file

P = ParamSpec("P")
T = TypeVar("T")


def _told_as_files(act: Callable[P, T]) -> Callable[P, T]:
    """Let errors of the service come as those that files have."""

    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return act(*args, **kwargs)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == 404:
                raise FileNotFoundError(errno.ENOENT, "there is no such file in the bucket") from error
            raise StorageAway(errno.EIO, f"the bucket refuses ({status})") from error
        except BotoCoreError as error:
            raise StorageAway(errno.EIO, f"the bucket does not answer ({type(error).__name__})") from error

    return run


class _BucketFile(S3File):
    """A file of the bucket, fetched with the first look into it."""

    @_told_as_files
    def _get_file(self) -> IO[bytes]:
        fetched: IO[bytes] = super()._get_file()
        return fetched

    file = property(_get_file, S3File._set_file)


class BucketStorage(S3Storage):
    """django-storages' S3 with the manners of ``newsroom.storage``: bounded waits, errors as files have them."""

    def __init__(self, **options: Any) -> None:
        addressing = options.pop("addressing_style", "auto")
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            # Checksums that only Amazon's own service understands would make others refuse every upload.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        fixed = {"file_overwrite": False, "default_acl": None, "client_config": config, "max_memory_size": IN_MEMORY}
        super().__init__(**{**options, **fixed})

    @_told_as_files
    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        opened: File[bytes] = _BucketFile(self._normalize_name(name), mode, self)
        return opened

    @_told_as_files
    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)
        return saved

    def replace(self, name: str, content: File[bytes]) -> None:
        """Put a file in the place of whatever has this name, in one step: for a restore, which alone may do so."""
        self._save(name, content)

    @_told_as_files
    def delete(self, name: str) -> None:
        """Take a file away; nothing happens where there is none."""
        super().delete(name)

    @_told_as_files
    def exists(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return bool(super().exists(name))

    @_told_as_files
    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """The folders and the files in a folder."""
        folders, files = super().listdir(path)
        return folders, files

    @_told_as_files
    def size(self, name: str) -> int:
        """Bytes of a file."""
        return int(super().size(name))
