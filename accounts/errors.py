"""What an act on an account answers when it cannot be done; the message says how to mend it."""

from __future__ import annotations


class AccountError(Exception):
    """An act that is refused. ``str()`` of it is fit to be shown."""

    def __init__(self, message: object) -> None:
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.args[0])
