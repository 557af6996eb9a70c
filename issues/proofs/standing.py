"""Where the proofs of an issue stand: which page is set as planned now, who signed it, and what is still open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q

from issues.layout.model import IssueLayout
from issues.models import Issue, Page, PageSignOff, ProofMark, SetPage
from issues.typesetting.fingerprints import page_fingerprint
from issues.typesetting.plan import stored_layout

Step = PageSignOff.Step
STEPS: tuple[str, ...] = (Step.FIRST_PROOF, Step.SECOND_PROOF, Step.THIRD_PROOF, Step.RELEASE)


@dataclass
class PageStanding:
    """One page: its fingerprint as planned, its newest setting, and the signatures under the setting that is current.

    ``set_page`` is None when the page, as it is planned now, has not been set; ``last`` is then an older setting, if
    there is one, whose signatures no longer count.
    """

    page: Page
    fingerprint: str
    set_page: SetPage | None = None
    last: SetPage | None = None
    passed: dict[str, PageSignOff] = field(default_factory=dict)
    open_marks: int = 0  # on any setting of the page
    voided: list[PageSignOff] = field(default_factory=list)  # that stood under ``last`` before the page changed
    signed: list[PageSignOff] = field(default_factory=list)  # every signature under ``set_page``, returns included

    @property
    def due(self) -> str | None:
        """The step that waits for its signature; None when the page is released."""
        return next((step for step in STEPS if step not in self.passed), None)

    @property
    def shown(self) -> SetPage | None:
        """The setting to look at: the current one, or else the newest that there is."""
        return self.set_page or self.last

    @property
    def returned(self) -> PageSignOff | None:
        """The return that waits for its answer: the latest signature is one, and a mark is still open."""
        latest = self.signed[-1] if self.signed else None
        waits = latest is not None and latest.verdict == PageSignOff.Verdict.RETURNED and self.open_marks
        return latest if waits else None

    @property
    def is_ready_for_release(self) -> bool:
        """Whether three proofs stand under the page as planned now, and no mark is open."""
        return self.set_page is not None and self.due == Step.RELEASE and not self.open_marks

    @property
    def is_released(self) -> bool:
        """Whether the page, exactly as planned now, was released to print."""
        return self.set_page is not None and Step.RELEASE in self.passed


def issue_standing(issue: Issue, layout: IssueLayout | None = None) -> list[PageStanding]:
    """Every page of an issue in order; a fixed number of queries, and nothing is set.

    ``layout`` is the issue's stored layout, where the caller has it already.
    """
    layout = layout or stored_layout(issue)
    pages = list(issue.pages.order_by("sequence"))
    settings: dict[int, list[SetPage]] = defaultdict(list)
    for each in SetPage.objects.filter(page__in=pages).defer("text").order_by("-pk"):
        settings[each.page_id].append(each)
    signed: dict[int, list[PageSignOff]] = defaultdict(list)
    for signature in PageSignOff.objects.filter(page__in=pages).order_by("pk"):
        signed[signature.set_page_id].append(signature)
    counted = Count("settings__marks", filter=Q(settings__marks__state=ProofMark.State.OPEN))
    marks = dict(issue.pages.annotate(count=counted).values_list("pk", "count"))
    found = []
    for page in pages:
        page.issue = issue
        standing = PageStanding(page, page_fingerprint(layout, page.sequence), open_marks=marks.get(page.pk, 0))
        mine = settings[page.pk]
        standing.last = mine[0] if mine else None
        standing.set_page = next((each for each in mine if each.fingerprint == standing.fingerprint), None)
        if standing.set_page is not None:
            standing.signed = signed[standing.set_page.pk]
            standing.passed = _passed(standing.signed)
        elif standing.last is not None:
            standing.voided = list(_passed(signed[standing.last.pk]).values())
        found.append(standing)
    return found


def page_standing(page: Page) -> PageStanding:
    """One page of an issue."""
    return next(each for each in issue_standing(page.issue) if each.page.pk == page.pk)


def _passed(signatures: list[PageSignOff]) -> dict[str, PageSignOff]:
    return {each.step: each for each in signatures if each.verdict == PageSignOff.Verdict.PASSED}
