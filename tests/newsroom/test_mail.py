"""EMAIL_URL: where mails go, and that nonsense stops the start without telling the password."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.mail import email_settings


def test_console_and_files_are_named_by_their_addresses() -> None:
    assert email_settings("console:")["EMAIL_BACKEND"].endswith("console.EmailBackend")
    files = email_settings("file:///srv/mail%20box")
    assert files["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
    assert files["EMAIL_FILE_PATH"] == "/srv/mail box"


@pytest.mark.parametrize(
    ("address", "host", "port", "user", "password", "is_ssl", "is_tls"),
    [
        ("smtp://mail.example", "mail.example", 25, "", "", False, False),
        ("smtp://u:p%40%2F@mail.example", "mail.example", 587, "u", "p@/", False, True),
        ("smtp://u%40x.example:p@mail.example:2525/", "mail.example", 2525, "u@x.example", "p", False, True),
        ("smtps://u:p@mail.example", "mail.example", 465, "u", "p", True, False),
    ],
)
def test_mail_server_with_its_port_and_encryption(
    address: str, host: str, port: int, user: str, password: str, is_ssl: bool, is_tls: bool
) -> None:
    found = email_settings(address)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (user, password)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (is_ssl, is_tls)
    assert found["EMAIL_TIMEOUT"] == 10


@pytest.mark.parametrize(
    "address",
    [
        "mail.example",
        "smtp://",
        "smtp://u:secret@mail.example:port",
        "smtp://u:secret@mail.example/path",
        "smtp://u:secret@mail.example?tls=no",
        "http://u:secret@mail.example",
        "file://relative/folder",
        "file:folder",
        "console://x",
        "smtp://[::1",
    ],
)
def test_nonsense_is_refused_without_the_password(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be") as refused:
        email_settings(address)
    assert "secret" not in str(refused.value)
