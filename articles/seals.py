"""The seal of a sign-off: a hash over everything its row says, kept in the audit row of the act."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from articles.models import SignOff


def seal(sign_off: SignOff) -> str:
    """SHA-256, in hex, of a sign-off's row. A word changed in it later no longer gives the seal in the audit trail."""
    parts = [
        sign_off.pk,
        sign_off.article_id,
        sign_off.revision_id,
        sign_off.content_hash,
        sign_off.review_round,
        sign_off.attempt,
        sign_off.step,
        sign_off.verdict,
        sign_off.returned_to,
        sign_off.signer_id,
        sign_off.signer_name,
        sign_off.signer_post,
        sign_off.opinion,
        sign_off.signed_at.astimezone(UTC).isoformat(),
    ]
    form = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return hashlib.sha256(form.encode()).hexdigest()
