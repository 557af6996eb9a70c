"""Pages as they were set (清样), where stories stand on them, marks on them, and the signatures of the proofs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import AppendOnlyModel, User
from issues.models.editions import Page
from issues.models.placements import Placement


class SetPage(models.Model):
    """A page as it was set, once: its files, its text and what it was set from. Never changed afterwards.

    ``fingerprint`` is a hash of everything the page is made of (``issues.typesetting.fingerprints``): when the plan
    gives another one, the page has changed since. ``pdf_hash`` is what is signed. ``folder`` holds ``page.pdf``,
    ``page.png`` and ``page-WIDTH.webp`` in the storage; ``text`` is ``[{"story", "article", "headline", "text"}]``.
    """

    class Source(models.TextChoices):
        """Where the page image comes from."""

        TYPESET = "typeset", _("Typeset here")
        ARCHIVE = "archive", _("From the archive")

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="settings")
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.TYPESET)
    fingerprint = models.CharField(_("fingerprint of the plan"), max_length=64)
    pdf_hash = models.CharField(_("hash of the PDF"), max_length=64)
    folder = models.CharField(max_length=120)
    pdf_bytes = models.PositiveIntegerField(_("size of the PDF in bytes"))
    width = models.PositiveIntegerField(_("width of the image in pixels"))
    height = models.PositiveIntegerField(_("height of the image in pixels"))
    widths = models.JSONField(_("widths of the smaller images"), default=list)
    text = models.JSONField(_("text on the page"), default=list)
    made_by = models.ForeignKey(User, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("set at"), default=clock.now)

    class Meta:
        """Latest first; the same page in the same words is one row."""

        verbose_name = _("set page")
        verbose_name_plural = _("set pages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="set_page_once", fields=["page", "fingerprint", "pdf_hash"]),
            models.CheckConstraint(name="set_page_has_extent", condition=models.Q(width__gte=1, height__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.pdf_hash[:8]}"


class Region(models.Model):
    """Where a part of a placement stands on a set page (热区): fractions 0..1 of the page, from its top left corner."""

    set_page = models.ForeignKey(SetPage, on_delete=models.CASCADE, related_name="regions")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="regions")
    part = models.PositiveSmallIntegerField(_("part"), default=0)
    order = models.PositiveSmallIntegerField(_("order on the page"))  # reading order
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()

    class Meta:
        """In reading order; within the page."""

        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["set_page_id", "order"]
        constraints = [
            models.UniqueConstraint(name="region_order_once", fields=["set_page", "order"]),
            models.CheckConstraint(
                name="region_within_page",
                condition=models.Q(x__gte=0, y__gte=0, width__gt=0, height__gt=0, x__lt=1, y__lt=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.x:.3f},{self.y:.3f}"


class ProofMark(models.Model):
    """A remark at a place of a set page: what is wrong there, and what became of it."""

    class State(models.TextChoices):
        """Whether the layout editor has answered it."""

        OPEN = "open", _("Open")
        MENDED = "mended", _("Mended")
        DECLINED = "declined", _("Left as it is")

    set_page = models.ForeignKey(SetPage, on_delete=models.PROTECT, related_name="marks")
    placement = models.ForeignKey(
        Placement, verbose_name=_("story"), null=True, on_delete=models.SET_NULL, related_name="proof_marks"
    )
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField(default=0)
    height = models.FloatField(default=0)
    text = models.CharField(_("remark"), max_length=500)
    author = models.ForeignKey(User, verbose_name=_("marked by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("marked at"), default=clock.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    resolved_by = models.ForeignKey(
        User, verbose_name=_("answered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        """In the order in which they were made."""

        verbose_name = _("proof mark")
        verbose_name_plural = _("proof marks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="proof_mark_within_page",
                condition=models.Q(x__gte=0, y__gte=0, width__gte=0, height__gte=0, x__lte=1, y__lte=1)
                & models.Q(width__lte=1, height__lte=1),
            ),
            models.CheckConstraint(
                name="proof_mark_resolved_whole",
                condition=models.Q(state="open", resolved_by=None, resolved_at=None, answer="")
                | models.Q(state="mended", resolved_by__isnull=False, resolved_at__isnull=False)
                | (
                    models.Q(state="declined", resolved_by__isnull=False, resolved_at__isnull=False)
                    & ~models.Q(answer="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PageSignOff(AppendOnlyModel):
    """One signature under one set page: a proof (校) or the release to print (付印). Written once, never changed.

    A signature stands while the page, as planned now, is the page that was signed.
    """

    class Step(models.TextChoices):
        """Three proofs and the release, in their order."""

        FIRST_PROOF = "first_proof", _("First proof")
        SECOND_PROOF = "second_proof", _("Second proof")
        THIRD_PROOF = "third_proof", _("Third proof")
        RELEASE = "release", _("Release to print")

    class Verdict(models.TextChoices):
        """What the signer decided."""

        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Returned")

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="sign_offs")
    set_page = models.ForeignKey(SetPage, on_delete=models.PROTECT, related_name="sign_offs")
    pdf_hash = models.CharField(_("hash of the PDF"), max_length=64)
    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    signer = models.ForeignKey(
        User, verbose_name=_("signed by"), on_delete=models.PROTECT, related_name="page_sign_offs"
    )
    signer_name = models.CharField(_("name at the time"), max_length=40)
    signer_post = models.CharField(_("post at the time"), max_length=60, blank=True)
    opinion = models.TextField(_("opinion"), max_length=1000, blank=True)
    signed_at = models.DateTimeField(_("signed at"), default=clock.now)

    class Meta:
        """In the order of signing; each step once on a set page, and no two proofs of it by one person."""

        verbose_name = _("signature on a page")
        verbose_name_plural = _("signatures on pages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="page_sign_off_step_once", fields=["set_page", "step"], condition=models.Q(verdict="passed")
            ),
            models.UniqueConstraint(
                name="page_sign_off_four_eyes",
                fields=["set_page", "signer"],
                condition=models.Q(verdict="passed") & ~models.Q(step="release"),
            ),
            models.CheckConstraint(
                name="page_sign_off_step_known",
                condition=models.Q(step__in=["first_proof", "second_proof", "third_proof", "release"]),
            ),
            models.CheckConstraint(
                name="page_sign_off_verdict_known", condition=models.Q(verdict__in=["passed", "returned"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_verdict_display()} {self.signer_name}"
