"""What the log says of requests for host names that are not ours: a line each, since every scanner of the net asks."""

from __future__ import annotations

import logging


class OneLine(logging.Filter):
    """Makes a record a warning without its traceback: nobody has to be woken, and the address says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record and let it pass."""
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return True
