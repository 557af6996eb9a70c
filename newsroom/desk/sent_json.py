"""JSON that a button or field of our own pages carries, when it comes back: Python reads more than JSON allows."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput


def read_sent(text: str) -> Any:
    """The value; ValueError for no JSON, and for what no text of the database holds or no program can nest."""
    if r"\u0000" in text.replace(r"\\", ""):
        raise ValueError("the character NUL")
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # half a pair of surrogates fails too
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


class SentJSONField(forms.JSONField):
    """Django's field, which refuses in words all that ``read_sent`` does."""

    def to_python(self, value: Any) -> Any:
        """The value that was typed."""
        if isinstance(value, str) and value not in self.empty_values:
            try:
                read_sent(value)
            except ValueError as wrong:
                words = self.error_messages["invalid"]
                raise ValidationError(words, code="invalid", params={"value": value}) from wrong
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What stands in the field when the form comes back: the typed words where they are no JSON."""
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return InvalidJSONInput(data)
