"""What can go wrong with a backup, in words for the technician."""

from __future__ import annotations


class BackupError(Exception):
    """A backup or a restore cannot be done; ``str()`` of it says why and how to mend it."""


class Damaged(BackupError):
    """An archive is not what was written; ``str()`` of it says where."""
