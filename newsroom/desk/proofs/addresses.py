"""The addresses of proofs, below those of issues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from newsroom.desk.proofs import acts, comparing, files, overview, page_view


def addresses(view: Callable[..., Any]) -> list[URLPattern]:
    """All of them; ``view`` wraps a view of the desk."""
    number, page, proof = "<int:number>/", "<int:number>/pages/<int:sequence>/proof/", "proof/<int:number>/"
    return [
        path(f"{number}proofs/", view(overview.issue_proofs), name="issue_proofs"),
        path(f"{number}proofs/pull/", view(overview.issue_proofs_pull), name="issue_proofs_pull"),
        path(f"{number}proofs/release/", view(overview.issue_proofs_release), name="issue_proofs_release"),
        path(page, view(page_view.page_proof), name="page_proof"),
        path(f"{page}pull/", view(acts.page_proof_pull), name="page_proof_pull"),
        path(f"{page}changes/", view(comparing.page_proof_changes), name="page_proof_changes"),
        path(f"{proof}mark/", view(acts.proof_mark), name="proof_mark"),
        path(f"{proof}sign/", view(acts.proof_sign), name="proof_sign"),
        path(f"{proof}return/", view(acts.proof_return), name="proof_return"),
        path(f"{proof}release/", view(acts.proof_release), name="proof_release"),
        path(f"{proof}<str:name>", view(files.proof_file), name="proof_file"),
        path("mark/<int:number>/answer/", view(acts.mark_answer), name="mark_answer"),
    ]
