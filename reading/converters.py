"""Path converters: those that let through only what a calendar has, and one that lets everything through."""

from __future__ import annotations

from django.urls import register_converter


class YearConverter:
    """A year with four digits, from 1900 on."""

    regex = "(?:19|2[0-9])[0-9]{2}"

    def to_python(self, value: str) -> int:
        """The year as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The year as it stands in an address."""
        return f"{value:04d}"


class MonthConverter:
    """A month from 1 to 12, with or without a leading zero."""

    regex = "0?[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        """The month as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The month as it stands in an address."""
        return str(value)


class AnythingConverter:
    """The whole rest of an address; line ends, which Django's own ``path`` stops at, are among it."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


def register() -> None:
    """Make ``<year:…>``, ``<month:…>`` and ``<anything:…>`` known to the addresses."""
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(AnythingConverter, "anything")
