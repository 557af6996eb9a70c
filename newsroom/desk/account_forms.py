"""The forms of accounts: a new one, its description, its roles, a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordMixin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import passwords
from accounts.models import User
from accounts.roles import ADMINISTRATORS, Role

# What the system administrator writes about a person.
DESCRIPTION = ("name", "email", "department", "post")
LABELS = {"name": _("name of the person"), "is_active": _("may log in"), "date_joined": _("account since")}


class AccountForm(forms.ModelForm[User]):
    """What describes a person, and whether she may log in."""

    class Meta:
        """What the admin may show of it."""

        model = User
        fields = (*DESCRIPTION, "is_active")
        labels = LABELS

    def clean_is_active(self) -> bool:
        """Refuse to disable the last of an administrator's kind: nobody could undo it."""
        is_active: bool = self.cleaned_data["is_active"]
        if not is_active and self.instance.is_active:
            for role in ADMINISTRATORS:
                others = User.objects.filter(is_active=True, roles__contains=[role]).exclude(pk=self.instance.pk)
                if role in self.instance.roles and not others.exists():
                    raise ValidationError(
                        _("This is the last active %(role)s. Give another person the role first."),
                        params={"role": role.label},
                    )
        return is_active


class RolesForm(forms.ModelForm[User]):
    """The roles of a person, and activating her account again."""

    roles = forms.MultipleChoiceField(
        label=_("roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An administrator holds one role and no other."),
    )

    class Meta:
        """What the admin may show of it."""

        model = User
        fields = ("roles", "is_active")
        labels = LABELS

    def clean_roles(self) -> list[str]:
        """In the table's order; administrators apart."""
        roles: list[str] = self.cleaned_data["roles"]
        if len(roles) > 1 and set(roles) & set(ADMINISTRATORS):
            raise ValidationError(
                _("An administrator cannot hold a second role. Choose the administrator's role alone, or none of them.")
            )
        for role in set(ADMINISTRATORS) & set(self.instance.roles) - set(roles):
            others = User.objects.filter(is_active=True, roles__contains=[role]).exclude(pk=self.instance.pk)
            if self.instance.is_active and not others.exists():
                raise ValidationError(
                    _("This is the last active %(role)s. Give another person the role first."),
                    params={"role": Role(role).label},
                )
        return [role for role in Role.values if role in roles]


class NewAccountForm(SetPasswordMixin, forms.ModelForm[User]):
    """A new account: the person and an initial password. Roles come later, from the security administrator."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1=_("Password"), label2=_("Password again"))

    class Meta:
        """What the admin may show of it."""

        model = User
        fields = ("username", *DESCRIPTION)
        labels = LABELS
        help_texts = {
            "username": _("Latin letters and digits, for example the name in pinyin. It does not change later.")
        }

    def clean(self) -> dict[str, Any]:
        """Two equal passwords."""
        self.validate_passwords()
        return super().clean() or self.cleaned_data

    def _post_clean(self) -> None:
        """A password that is not too like the person, which only a filled instance can tell."""
        super()._post_clean()  # type: ignore[misc]
        self.validate_password_for_user(self.instance)

    def set_password(self, account: User) -> None:
        """Put the password on an account that is saved afterwards; its person changes it when she first logs in."""
        account.set_password(self.cleaned_data["password1"])
        account.must_change_password = True


class SetPasswordForm(SetPasswordMixin, forms.Form):
    """A new initial password for an account."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1=_("Password"), label2=_("Password again"))

    def __init__(self, account: User, *args: Any, **kwargs: Any) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Two equal passwords that the rules accept."""
        self.validate_passwords()
        self.validate_password_for_user(self.account)
        return super().clean() or self.cleaned_data

    def save(self, *, by: User) -> None:
        """Write the password; sessions of the person end with it, and she changes it when she next logs in."""
        passwords.set_initial(self.account, self.cleaned_data["password1"], by=by)


class OwnPasswordForm(PasswordChangeForm):
    """The person's own password, with the old one at hand; the change is on the trail."""

    def save(self, commit: bool = True) -> User:
        """Write the password, its history and the trail."""
        passwords.change_own(self.user, self.cleaned_data["new_password1"])
        return self.user
