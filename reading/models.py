"""What the public side keeps: the version of what is public, what readers write to the paper, how often it is read."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from articles.models import Article


class PublicVersion(models.Model):
    """The one row that every change of public content raises, in the change's own transaction.

    Triggers write it (``reading/migrations/0001``), so that no verb, form or command can forget to. The token is new
    with each raise and never comes back, not even after a backup was restored, so a page kept for a token is the page.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(_("number"), default=1, editable=False)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    # Moments at which something published for later comes out by itself, ascending, as seen at the latest raise.
    due = ArrayField(models.DateTimeField(), default=list, editable=False)

    class Meta:
        """One row at most."""

        verbose_name = _("version of what is public")
        verbose_name_plural = _("version of what is public")
        constraints = [models.CheckConstraint(name="public_version_is_one", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)


def public_state() -> str:
    """A word for what is public at this moment, another whenever that changes; one query."""
    version = PublicVersion.objects.values_list("token", "due").first()
    token, due = version or ("", [])
    now = clock.now()
    come = sum(moment <= now for moment in due)  # what was published for later comes out without a new token
    return f"{token}:{come}"


class ReaderLetter(models.Model):
    """What a reader wrote: an error she found in a story (我为网站找错), or a letter to the paper (群言堂).

    Nothing about the reader is kept but what she typed. ``token`` is the secret end of the address at which she finds
    the answer.
    """

    class Kind(models.TextChoices):
        """What it is."""

        REPORT = "report", _("Error found")
        LETTER = "letter", _("Letter")

    class State(models.TextChoices):
        """What became of it."""

        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        TAKEN_UP = "taken_up", _("Taken up as an article")
        DISMISSED = "dismissed", _("Dismissed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    article = models.ForeignKey(
        Article, verbose_name=_("article"), null=True, on_delete=models.PROTECT, related_name="reader_letters"
    )
    revision_number = models.PositiveIntegerField(_("revision that was read"), null=True)
    passage = models.CharField(_("the words in question"), max_length=200, blank=True)
    text = models.TextField(_("what the reader writes"), max_length=2000)
    pen_name = models.CharField(_("signed"), max_length=20, blank=True)
    token = models.CharField(max_length=43, unique=True, editable=False)
    received_at = models.DateTimeField(_("received"), default=clock.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    made = models.OneToOneField(
        Article,
        verbose_name=_("article made of it"),
        null=True,
        on_delete=models.PROTECT,
        related_name="made_of_letter",
    )

    class Meta:
        """Latest first."""

        verbose_name = _("reader's letter")
        verbose_name_plural = _("readers' letters")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="reader_report_names_article",
                condition=models.Q(kind="report", article__isnull=False, revision_number__isnull=False)
                | models.Q(kind="letter", article=None, revision_number=None, passage=""),
            ),
            models.CheckConstraint(
                name="reader_letter_answered_whole",
                condition=models.Q(state="new", answered_by=None, answered_at=None, answer="", made=None)
                | (~models.Q(state="new") & models.Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="reader_letter_taken_up_has_article",
                condition=models.Q(state="taken_up", kind="letter", made__isnull=False)
                | (~models.Q(state="taken_up") & models.Q(made=None)),
            ),
            models.CheckConstraint(
                name="reader_letter_answer_has_words", condition=~models.Q(state="answered") | ~models.Q(answer="")
            ),
        ]
        indexes = [models.Index(name="reader_letter_by_state", fields=["state", "-id"])]

    def __str__(self) -> str:
        return self.text[:40]


class ReadingCount(models.Model):
    """How often an article was read on a day: a bare number, nothing about who read it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reading_counts")
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times read"), default=0)

    class Meta:
        """One row for each article and day."""

        verbose_name = _("reading count")
        verbose_name_plural = _("reading counts")
        constraints = [models.UniqueConstraint(name="reading_count_once", fields=["article", "day"])]
        indexes = [models.Index(name="reading_count_by_day", fields=["day", "-count"])]

    def __str__(self) -> str:
        return f"{self.article_id} {self.day}: {self.count}"
