"""The paper and its identity."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


def usual_blocking_rules() -> list[str]:
    """Rules whose findings are certain and would shame the paper, or break a law, in print."""
    return ["bracket-pair", "quote-pair", "impossible-date", "identity", "id-card"]


class Publication(models.Model):
    """The paper and its identity, which decides lawful wording and the imprint."""

    class Identity(models.TextChoices):
        """Under which rules it appears."""

        INTERNAL = "internal", _("Internal material (准印证)")
        NEWSPAPER = "newspaper", _("Newspaper (CN number)")

    name = models.CharField(_("name"), max_length=40, unique=True)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    identity = models.CharField(_("identity"), max_length=20, choices=Identity.choices, default=Identity.INTERNAL)
    permit_number = models.CharField(_("permit number"), max_length=60, blank=True)
    cn_number = models.CharField(_("CN number"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=40)
    district = models.CharField(_("district"), max_length=40, blank=True)
    city = models.CharField(_("city"), max_length=40, blank=True)
    sponsor = models.CharField(_("sponsor"), max_length=80, blank=True)
    editor_unit = models.CharField(_("edited and produced by"), max_length=80, blank=True)
    recipients = models.CharField(_("recipients"), max_length=120, blank=True)
    printer = models.CharField(_("printer"), max_length=80, blank=True)
    print_run = models.PositiveIntegerField(_("print run"), null=True, blank=True)
    price = models.CharField(_("price"), max_length=40, blank=True)
    address = models.CharField(_("postal address"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    site_name = models.CharField(_("name of the site"), max_length=60, blank=True)
    site_code = models.CharField(_("government site code"), max_length=20, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("public security record"), max_length=40, blank=True)
    blocking_rules = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("findings that hold an issue back"),
        default=usual_blocking_rules,
        blank=True,
        help_text=_("Names of proofreading rules; what they find must be mended or dismissed before publishing."),
    )
    submission_rules = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("findings that hold a submission back"),
        default=list,
        blank=True,
    )
    approval_rules = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("findings that hold a signature back"),
        default=usual_blocking_rules,
        blank=True,
    )
    release_rules = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("findings that hold the release to print back"),
        default=usual_blocking_rules,
        blank=True,
    )
    doubts_are_seen = models.BooleanField(
        _("whoever signs says that she has seen the doubts"),
        default=True,
        help_text=_("A review is signed only after the proofreader's doubts beside the text were looked at."),
    )
    page_style = models.JSONField(_("page style"), default=dict, blank=True)  # read by issues.layout.style.PageStyle

    class Meta:
        """By name; each identity has its number."""

        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="publication_number_fits_identity",
                condition=(models.Q(identity="internal", cn_number="") & ~models.Q(permit_number=""))
                | (models.Q(identity="newspaper") & ~models.Q(cn_number="")),
                violation_error_message=_(
                    "Internal material carries a permit number and no CN number; a newspaper carries a CN number."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_internal(self) -> bool:
        """Whether the rules for internal material apply."""
        return self.identity == self.Identity.INTERNAL
