"""The seal of a signature on a page: a hash over everything its row says, kept in the audit row of the act."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from issues.models import PageSignOff


def seal(sign_off: PageSignOff) -> str:
    """SHA-256, in hex, of a signature's row. A word changed in it later no longer gives the seal in the audit trail."""
    parts = [
        sign_off.pk,
        sign_off.page_id,
        sign_off.set_page_id,
        sign_off.pdf_hash,
        sign_off.step,
        sign_off.verdict,
        sign_off.signer_id,
        sign_off.signer_name,
        sign_off.signer_post,
        sign_off.opinion,
        sign_off.signed_at.astimezone(UTC).isoformat(),
    ]
    form = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(form.encode()).hexdigest()
