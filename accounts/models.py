"""Accounts of the newsroom's people, and the append-only audit trail of what they did."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.roles import ADMINISTRATORS, Role
from departments.models import Department


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
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    date_joined = models.DateTimeField(_("since"), default=clock.now, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

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
        """Whether the person may enter the desk: everyone with a role."""
        return self.is_active and bool(self.roles)

    @property
    def role_labels(self) -> list[str]:
        """The roles in words."""
        return [str(Role(role).label) for role in self.roles]

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: the table in ``accounts.roles`` decides, and the desk asks it."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """As ``has_perm``."""
        return False


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


class AuditEntry(AppendOnlyModel):
    """One act: who did what to which thing, when, from where, and with what result."""

    class Result(models.TextChoices):
        """How it ended."""

        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("time"), default=clock.now, db_index=True)
    actor = models.ForeignKey(
        User, verbose_name=_("who"), null=True, on_delete=models.PROTECT, related_name="audit_entries"
    )
    actor_name = models.CharField(_("name at the time"), max_length=100, blank=True)
    action = models.CharField(_("act"), max_length=60)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, default=Result.DONE)
    target_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    target_id = models.CharField(_("number of the thing"), max_length=40, blank=True)
    target_label = models.CharField(_("thing"), max_length=200, blank=True)
    detail = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("from"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-pk"]
        indexes = [models.Index(name="audit_by_target", fields=["target_type", "target_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action} {self.target_label}"
