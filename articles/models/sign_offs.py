"""Sign-offs (签审): who signed which revision, in which step."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import AppendOnlyModel, User


class SignOff(AppendOnlyModel):
    """One signature under one revision: who, in which step, with what verdict (签审). Written once, never changed."""

    class Step(models.TextChoices):
        """The three reviews, and the second final reader of what is important or sensitive."""

        FIRST = "first", _("First review")
        SECOND = "second", _("Second review")
        FINAL = "final", _("Final review")
        SECOND_FINAL = "second_final", _("Second final review")

    class Verdict(models.TextChoices):
        """What the reviewer decided."""

        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="sign_offs")
    revision = models.ForeignKey("articles.Revision", on_delete=models.PROTECT, related_name="sign_offs")
    content_hash = models.CharField(_("content hash"), max_length=64)
    review_round = models.PositiveIntegerField(_("round of review"))
    # Each return to an earlier step begins another attempt in the round; signatures before that step stand on.
    attempt = models.PositiveIntegerField(_("attempt"), default=1)
    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    returned_to = models.CharField(_("sent back to"), max_length=20, choices=Step.choices, blank=True)
    signer = models.ForeignKey(User, verbose_name=_("signed by"), on_delete=models.PROTECT, related_name="sign_offs")
    signer_name = models.CharField(_("name at the time"), max_length=40)
    signer_post = models.CharField(_("post at the time"), max_length=60, blank=True)
    opinion = models.TextField(_("opinion"), max_length=1000, blank=True)
    signed_at = models.DateTimeField(_("signed at"), default=clock.now)

    class Meta:
        """In the order of signing."""

        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="sign_off_step_once",
                fields=["article", "review_round", "attempt", "step"],
                condition=models.Q(verdict="approved"),
            ),
            models.UniqueConstraint(
                name="sign_off_four_eyes",
                fields=["article", "review_round", "attempt", "signer"],
                condition=models.Q(verdict="approved"),
            ),
            models.CheckConstraint(
                name="sign_off_step_known", condition=models.Q(step__in=["first", "second", "final", "second_final"])
            ),
            models.CheckConstraint(
                name="sign_off_send_back_has_reason",
                condition=~models.Q(verdict="sent_back") | ~models.Q(opinion=""),
            ),
            models.CheckConstraint(
                name="sign_off_returns_only_when_sent_back",
                condition=models.Q(returned_to="") | models.Q(verdict="sent_back"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_verdict_display()} {self.signer_name}"
