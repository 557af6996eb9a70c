"""A request for a host name that is not ours is one line of the log, and wakes nobody."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import DisallowedHost


def test_refused_host_is_a_warning_without_traceback(caplog: pytest.LogCaptureFixture) -> None:
    error = DisallowedHost("Invalid HTTP_HOST header: 'scanner.example'.")
    # as django.core.handlers.exception does it
    logging.getLogger("django.security.DisallowedHost").error(str(error), exc_info=error)
    (record,) = caplog.records
    assert (record.levelno, record.levelname, record.exc_info) == (logging.WARNING, "WARNING", None)
    assert "scanner.example" in record.getMessage()
