"""``manage.py regain_access USERNAME``: the way back in for an administrator whom nobody else can let in."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit, clock, guarding, passwords, second_factor
from accounts.models import User


class Command(BaseCommand):
    """Open an account again from the server's command line; the trail tells that it was done there."""

    help = (
        "Give somebody access again who is shut out, with the rights of whoever may run commands on the server: a new "
        "initial password (asked for, or the first line of standard input), the second factor taken off, locks "
        "forgotten, the account activated. Gives no role. Every step is on the audit trail, as done by command."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose account, and what to do."""
        parser.add_argument("username")
        parser.add_argument("--password", action="store_true", help="set a new initial password; it is asked for")
        parser.add_argument("--second-factor", action="store_true", help="take the second factor off")
        parser.add_argument("--unlock", action="store_true", help="forget failed log-ins")
        parser.add_argument("--activate", action="store_true", help="activate a disabled account")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Do what was asked, all or nothing."""
        steps = [name for name in ("password", "second_factor", "unlock", "activate") if options[name]]
        account = User.objects.filter(username=username).first()
        if account is None:
            raise CommandError(_("There is no account “%(username)s”.") % {"username": username})
        if not steps:
            raise CommandError(_("Say what to do: --password, --second-factor, --unlock, --activate."))
        password = new_password(account) if "password" in steps else ""
        with transaction.atomic():
            audit.record("account.regain", by=None, target=account, steps=steps, operator=getpass.getuser())
            if password:
                passwords.set_initial(account, password, by=None)
            if "second_factor" in steps:
                second_factor.reset(account, by=None)
            if "unlock" in steps:
                guarding.unlock(account.username, by=None)
            if "activate" in steps:
                account.is_active, account.active_since = True, clock.now()
                account.save(update_fields=["is_active", "active_since"])
        self.stdout.write(_("Done for %(name)s: %(steps)s.") % {"name": account.name, "steps": ", ".join(steps)})


def new_password(account: User) -> str:
    """From the keyboard, twice, or the first line of standard input; never from the command line, which others see."""
    if sys.stdin.isatty():
        password = getpass.getpass(_("New initial password: "))
        if password != getpass.getpass(_("Once more: ")):
            raise CommandError(_("The two passwords differ."))
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise CommandError("\n".join(error.messages)) from error
    return password
