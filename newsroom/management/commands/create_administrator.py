"""``manage.py create_administrator KIND USERNAME NAME``: the first administrator of a kind, of a new site."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.roles import ADMINISTRATORS
from newsroom.management.commands.regain_access import new_password

KINDS = {str(role).removesuffix("_admin"): role for role in ADMINISTRATORS}


class Command(BaseCommand):
    """Make the first system, security or audit administrator, three people for the three."""

    help = (
        "Make the first administrator of a kind (system, security or audit). The password, asked for or the first line "
        "of standard input, is changed at the first log-in. Where the kind has an active administrator already, the "
        "system administrator makes the account and the security administrator gives the role, at the desk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of which kind, and who."""
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("username")
        parser.add_argument("name", help="the person's name; an account is never shared")

    def handle(self, *args: Any, kind: str, username: str, name: str, **options: Any) -> None:
        """Make the account, unless there is somebody who could."""
        role = KINDS[kind]
        if User.objects.filter(is_active=True, roles__contains=[role]).exists():
            raise CommandError(
                _("There is an active %(role)s already. Further ones are made at the desk, by two people.")
                % {"role": role.label}
            )
        account = User(username=username, name=name, roles=[role])
        password = new_password(account)
        try:
            with transaction.atomic():
                account = User.objects.create_user(
                    username, password, name=name, roles=[role], must_change_password=True
                )
                audit.record("account.create", by=None, target=account, username=username, role=str(role))
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(_("%(name)s is %(role)s now.") % {"name": name, "role": role.label})
