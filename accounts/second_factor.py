"""The second factor: one-time codes of an app on a phone (TOTP), and recovery codes for the day the phone is gone.

Whether an account has one is on its own row (``second_factor_since``), so that asking costs no query.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

import segno
from django.conf import settings
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts import audit, clock
from accounts.errors import AccountError
from accounts.models import AuditEntry, Phone, RecoveryCode, User
from accounts.notifications import notify
from accounts.passwords import is_guarded
from accounts.roles import Permission, allows
from accounts.sealing import SealError

CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else
_LENGTH, _GROUP = 12, 4
_ROUNDS = 20_000  # of PBKDF2; a code has 59 random bits of its own


def is_required(account: User) -> bool:
    """Whether this person must have a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and is_guarded(account)


# ------------------------------------------------------------------------------------------------- setting up


def begin(account: User) -> Phone:
    """The device that is being set up; the same until it is confirmed, so that a page may be reloaded."""
    device: Phone | None = Phone.objects.filter(user=account, confirmed=False).first()
    if device is not None and not _opens(device):
        device.delete()
        device = None
    return device or Phone.with_new_secret(account)


def _opens(device: Phone) -> bool:
    """Whether the site's key is the one that the device was sealed under."""
    try:
        return bool(device.bin_key)
    except SealError:
        return False


def picture(device: Phone) -> SafeString:
    """The QR code that an app on a phone reads, as SVG without any style of its own."""
    code = segno.make(device.config_url, error="m")
    drawn = code.svg_inline(scale=1, border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 (drawn by segno from an address of ours)


def typed_key(device: Phone) -> str:
    """The key for who cannot take a picture, in groups of four."""
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[start : start + _GROUP] for start in range(0, len(key), _GROUP))


def confirm(account: User, code: str) -> list[str]:
    """Switch the second factor on with a code of the new device; answers the recovery codes, which nobody sees again.

    Every other session of the account ends: what was logged in with the password alone is no longer enough.
    """
    device = begin(account)
    if not device.verify_token(_digits(code)):
        raise AccountError(_("The code does not fit. Is the phone's clock right? Type the code that is shown now."))
    with transaction.atomic():
        Phone.objects.filter(user=account, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        is_new = account.second_factor_since is None
        account.second_factor_since = clock.now()
        account.session_round += 1
        account.save(update_fields=["second_factor_since", "session_round"])
        audit.record("account.second_factor_on", by=account, target=account, is_new=is_new)
        return _new_codes(account)


def renew_codes(account: User) -> list[str]:
    """New recovery codes in the place of the old ones."""
    with transaction.atomic():
        audit.record("account.recovery_codes", by=account, target=account)
        return _new_codes(account)


def switch_off(account: User) -> None:
    """Give the second factor up; refused to whom it is prescribed."""
    if is_required(account):
        raise AccountError(_("Your role asks for a second factor, so it cannot be switched off."))
    with transaction.atomic():
        _remove(account)
        audit.record("account.second_factor_off", by=account, target=account)


def reset(account: User, *, by: User | None) -> None:
    """Take the second factor off somebody who lost phone and codes; ``by`` None is the technician's command."""
    if by is not None and (not allows(by, Permission.MANAGE_LOCKS) or by.pk == account.pk):
        raise AccountError(_("Another person, a security administrator, resets a second factor."))
    with transaction.atomic():
        _remove(account)
        audit.record("account.second_factor_reset", by=by, target=account)
        notify([account], "account.second_factor_reset", by=by, target=account)


def _remove(account: User) -> None:
    Phone.objects.filter(user=account).delete()
    RecoveryCode.objects.filter(user=account).delete()
    account.second_factor_since = None
    account.session_round += 1
    account.save(update_fields=["second_factor_since", "session_round"])


def seal_all() -> tuple[int, int]:
    """Seal every secret under the site's present key: after an upgrade, or when the key was changed.

    Answers how many were sealed anew, and how many open under no key: those people need a reset.
    """
    sealed = lost = 0
    for number in Phone.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            device = Phone.objects.select_for_update().filter(pk=number).first()
            if device is None:  # its person took it off meanwhile
                continue
            if _opens(device):
                sealed += device.seal_anew()
            else:
                lost += 1
    if sealed:
        audit.record("account.secrets_sealed", by=None, target=None, sealed=sealed, lost=lost)
    return sealed, lost


# ------------------------------------------------------------------------------------------------- asking for it


def verify(account: User, code: str) -> bool:
    """Whether a code is the phone's present one or an unused recovery code, which is used up by it.

    Failures make the next try wait, twice as long each time (django-otp); each is on the trail. Raises AccountError
    while the person has to wait.
    """
    with transaction.atomic():
        device = Phone.objects.select_for_update().filter(user=account, confirmed=True).first()
        if device is None:
            return False
        is_number = _is_number(code)
        if is_number and not _opens(device):
            raise AccountError(
                _(
                    "The site's secret key is another one now, so codes of the phone no longer count. Use a recovery "
                    "code, or ask the security administrator to reset your second factor."
                )
            )
        is_allowed, _why = device.verify_is_allowed()
        if is_allowed:
            is_right = device.verify_token(_digits(code)) if is_number else _use_code(account, code)
            if is_right:
                device.throttle_reset()
                if is_number:
                    device.seal_anew()  # from before secrets were sealed, or under an earlier key
            else:
                if not is_number:
                    device.throttle_increment()
                refused = AuditEntry.Result.REFUSED
                audit.record("account.second_factor_failed", by=None, target=account, result=refused)
            return is_right
    raise AccountError(_("Too many wrong codes. Wait a little, then type the code that is shown then."))


def codes_left(account: User) -> int:
    """How many recovery codes are unused."""
    return account.recovery_codes.filter(used_at=None).count()


def _use_code(account: User, code: str) -> bool:
    changed = account.recovery_codes.filter(hash=_hash(account, code), used_at=None).update(used_at=clock.now())
    if changed:
        left = codes_left(account)
        audit.record("account.recovery_code_used", by=account, target=account, left=left)
        notify([account], "account.recovery_code_used", by=None, target=account, left=left)
    return bool(changed)


def _new_codes(account: User) -> list[str]:
    RecoveryCode.objects.filter(user=account).delete()
    codes = ["".join(secrets.choice(_ALPHABET) for _place in range(_LENGTH)) for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=account, hash=_hash(account, code)) for code in codes)
    return ["-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP)) for code in codes]


def _hash(account: User, code: str) -> str:
    plain = re.sub(r"[^0-9a-z]", "", code.lower())[: 2 * _LENGTH]
    return hashlib.pbkdf2_hmac("sha256", plain.encode(), f"recovery:{account.pk}".encode(), _ROUNDS).hex()


def _digits(code: str) -> str:
    return re.sub(r"\s", "", code)


def _is_number(code: str) -> bool:
    return re.fullmatch(r"[0-9]{6}", _digits(code)) is not None
