"""A request that is refused before anything looks at it is one line of the log, and wakes nobody."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent


@pytest.mark.parametrize("kind", [DisallowedHost, RequestDataTooBig, TooManyFieldsSent])
def test_refused_request_is_a_warning_without_traceback(
    caplog: pytest.LogCaptureFixture, kind: type[SuspiciousOperation]
) -> None:
    error = kind("Invalid HTTP_HOST header: 'scanner.example'.")
    # as django.core.handlers.exception does it
    logging.getLogger(f"django.security.{kind.__name__}").error(str(error), exc_info=error)
    (record,) = caplog.records
    assert (record.levelno, record.levelname, record.exc_info) == (logging.WARNING, "WARNING", None)
    assert "scanner.example" in record.getMessage()
