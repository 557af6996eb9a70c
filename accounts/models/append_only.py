"""Rows that are written once."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are written once: changing or deleting them is refused."""

    def _refuse(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are written once and never changed or deleted.")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()

    def delete(self) -> NoReturn:
        """Refused."""
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        self._refuse()


class AppendOnlyError(TypeError):
    """Somebody tried to change what is written once."""


class AppendOnlyModel(models.Model):
    """A model whose rows are written once; a PostgreSQL trigger refuses what gets past it."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        """Only a base."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; a second time is refused."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are written once and never changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted.")
