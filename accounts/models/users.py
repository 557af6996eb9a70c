"""Accounts: the newsroom's people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.roles import ADMINISTRATORS, Role
from departments.models import Department

# Django's own, so that sessions outlive the upgrade.
_SESSION_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account; without a password nobody can log in to it."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """The first system administrator of a new site. Nobody is above the table of roles."""
        fields.setdefault("name", username)
        return self.create_user(username, password, roles=[Role.SYSTEM_ADMIN], **fields)


class User(AbstractBaseUser):
    """A person of the newsroom: never shared, never deleted, disabled when she leaves."""

    class MailPreference(models.TextChoices):
        """How notifications reach a person beside the desk."""

        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, together")
        NEVER = "never", _("Never; I look in the desk")

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Somebody has this user name already.")},
    )
    name = models.CharField(_("name"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    post = models.CharField(_("post"), max_length=60, blank=True, help_text=_("As it stands on a sign-off sheet."))
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), verbose_name=_("roles"), default=list, blank=True
    )
    mail_preference = models.CharField(
        _("e-mail about my articles"), max_length=10, choices=MailPreference.choices, default=MailPreference.DAILY
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("since"), default=clock.now, editable=False)
    active_since = models.DateTimeField(_("activated again"), null=True, editable=False)
    password_changed_at = models.DateTimeField(_("password since"), null=True, editable=False)
    must_change_password = models.BooleanField(_("initial password"), default=False, db_default=False, editable=False)
    needs_release = models.BooleanField(_("waits for release"), default=False, db_default=False, editable=False)
    second_factor_since = models.DateTimeField(_("second factor since"), null=True, editable=False)
    # Part of what a session is bound to: raising it ends every session of the account.
    session_round = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # Who the account is at the single sign-on service, bound by its first log-in from there.
    sso_subject = models.CharField(_("single sign-on"), max_length=255, blank=True, db_default="", editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    # What keeps a person who is logged in from working: "password" or "second_factor" (accounts.sessions sets it).
    held_for = ""

    class Meta:
        """By user name; administrators hold one role and no other."""

        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(name="user_roles_known", condition=models.Q(roles__contained_by=Role.values)),
            models.CheckConstraint(
                name="user_administrators_apart",
                condition=~models.Q(roles__overlap=[str(role) for role in ADMINISTRATORS]) | models.Q(roles__len=1),
                violation_error_message=_("An administrator cannot hold a second role."),
            ),
            models.UniqueConstraint(
                name="user_sso_subject_once", fields=["sso_subject"], condition=~models.Q(sso_subject="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name, as Django's own pages ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, as Django's own pages ask for it."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the person may enter the desk: everyone with a role whom nothing holds back."""
        return self.is_active and bool(self.roles) and not self.held_for

    @property
    def role_labels(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles]

    def set_password(self, raw_password: str | None) -> None:
        """Django's, which notes the moment; ``accounts.passwords`` keeps the history and writes the trail."""
        super().set_password(raw_password)
        self.password_changed_at = clock.now()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password's hash, and how often the person logged out everywhere."""
        bound = f"{self.password}{self.session_round or ''}"
        return salted_hmac(_SESSION_SALT, bound, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: the table in ``accounts.roles`` decides, and the desk asks it."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As ``has_perm``."""
        return False
