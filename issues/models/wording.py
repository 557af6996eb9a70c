"""What the newsroom keeps of words: those not to print as they stand, those that are right, the archive's counts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WordingEntry(models.Model):
    """A word not to be printed as it stands. It goes before the list that comes with the software.

    An entry that is not in force takes the word out of that list as well. ``not_in`` are longer words in which the
    word is right, parted by “、”.
    """

    class Severity(models.TextChoices):
        """How heavy it weighs; as in ``proofreading.Severity``."""

        ERROR = "error", _("Error")
        WARNING = "warning", _("Doubt")
        INFO = "info", _("Note")

    word = models.CharField(_("word"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, default=Severity.WARNING)
    suggestion = models.CharField(_("suggestion"), max_length=40, blank=True)
    not_in = models.CharField(
        _("right inside"), max_length=200, blank=True, help_text=_("Longer words in which it is right, parted by “、”.")
    )
    reason = models.CharField(_("reason"), max_length=200)
    source = models.CharField(_("source"), max_length=120, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        """By word."""

        verbose_name = _("entry of the wording list")
        verbose_name_plural = _("wording list")
        ordering = ["word"]
        constraints = [
            models.CheckConstraint(
                name="wording_severity_known", condition=models.Q(severity__in=["error", "warning", "info"])
            ),
            models.CheckConstraint(
                name="wording_has_word_and_reason", condition=~models.Q(word="") & ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.word


class KnownWord(models.Model):
    """A word that is right although the proofreader doubts it: a place, a term, a doubling."""

    class Kind(models.TextChoices):
        """What it is; places are also held against names that are nearly alike."""

        PLACE = "place", _("Place")
        TERM = "term", _("Term")
        DOUBLING = "doubling", _("Right doubling")

    word = models.CharField(_("word"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.TERM)
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        """By kind and word."""

        verbose_name = _("known word")
        verbose_name_plural = _("known words")
        ordering = ["kind", "word"]
        constraints = [
            models.UniqueConstraint(name="known_word_once", fields=["kind", "word"]),
            models.CheckConstraint(
                name="known_word_kind_known", condition=models.Q(kind__in=["place", "term", "doubling"])
            ),
            models.CheckConstraint(
                name="known_word_long_enough",
                condition=models.Q(word__regex=r"^.{2,}$"),
                violation_error_message=_("A known word has at least two characters."),
            ),
        ]

    def __str__(self) -> str:
        return self.word


class ArchiveSnapshot(models.Model):
    """The archive's statistics at one moment, and which revision of each public article they hold.

    One row. ``counted`` maps articles to revisions, as text, because JSON has no other keys.
    """

    data = models.BinaryField()
    counted = models.JSONField(default=dict)
    characters = models.PositiveBigIntegerField(default=0)
    taken_at = models.DateTimeField()

    class Meta:
        """There is one."""

        verbose_name = _("statistics of the archive")
        verbose_name_plural = _("statistics of the archive")

    def __str__(self) -> str:
        return f"{self.characters} · {self.taken_at:%Y-%m-%d %H:%M}"
