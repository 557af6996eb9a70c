"""Makes people, articles and issues for tests, through the verbs wherever there is one."""

from __future__ import annotations

import hashlib
import io
import itertools
from datetime import date, timedelta
from typing import Any

from PIL import Image

from accounts import audit
from accounts.models import User
from accounts.roles import Role
from articles import handling, workflow
from articles.content import Content, Source
from articles.models import Article, Column, Photo
from articles.photos import store_photo
from articles.steps import REVIEWS
from departments.models import Department, GridArea
from issues import planning
from issues.models import Issue, Page, PageSignOff, Placement, Publication, Region, SetPage
from issues.proofs.files import issue_pdf_name, store_once
from issues.proofs.seals import seal
from issues.proofs.standing import issue_standing
from issues.publishing import publish_issue
from issues.typesetting.plan import plain_layout, store_layout
from issues.typesetting.setting import regions

_count = itertools.count(1)
PASSWORD = "a-long-test-password"


def make_department(name: str = "", **fields: Any) -> Department:
    """A department with a name of its own."""
    n = next(_count)
    return Department.objects.create(name=name or f"第{n}居民区", slug=fields.pop("slug", f"department-{n}"), **fields)


def make_grid_area(**fields: Any) -> GridArea:
    """A grid area with a number of its own."""
    n = next(_count)
    defaults = {"number": n, "name": f"第{n}综合网格", "slug": f"grid-{n}", "theme": "最会商量"}
    return GridArea.objects.create(**(defaults | fields))


def make_column(**fields: Any) -> Column:
    """A column with a name of its own."""
    n = next(_count)
    return Column.objects.create(**({"name": f"栏目{n}", "slug": f"column-{n}"} | fields))


def unsaved_user(*roles: Role, department: Department | None = None, **fields: Any) -> User:
    """A person who is not stored yet, with a name of her own."""
    n = next(_count)
    defaults = {"username": f"person-{n}", "name": f"某某{n}", "post": "工作人员"} | fields
    user = User(roles=list(roles), department=department, **defaults)
    user.set_password(PASSWORD)
    return user


def make_user(*roles: Role, department: Department | None = None, **fields: Any) -> User:
    """A person with these roles who logs in with PASSWORD."""
    user = unsaved_user(*roles, department=department, **fields)
    user.full_clean(exclude=["password"])
    user.save()
    return user


class Team:
    """One person for each role, the writers in one department; more on demand."""

    def __init__(self) -> None:
        self.department = make_department()
        self.contributor = unsaved_user(Role.CONTRIBUTOR, department=self.department)
        self.section_head = unsaved_user(Role.SECTION_HEAD, department=self.department)
        self.editor = unsaved_user(Role.EDITOR)
        self.chief_editor = unsaved_user(Role.CHIEF_EDITOR)
        self.layout_editor = unsaved_user(Role.LAYOUT_EDITOR)
        self.proofreader = unsaved_user(Role.PROOFREADER)
        self.leader = unsaved_user(Role.LEADER)
        self.system_admin = unsaved_user(Role.SYSTEM_ADMIN)
        self.security_admin = unsaved_user(Role.SECURITY_ADMIN)
        self.audit_admin = unsaved_user(Role.AUDIT_ADMIN)
        self.outsider = unsaved_user(Role.CONTRIBUTOR, department=make_department())
        # in one statement: nearly every test makes a team
        User.objects.bulk_create(self.everyone.values())

    @property
    def everyone(self) -> dict[str, User]:
        """All of them by attribute name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}

    @property
    def signers(self) -> list[User]:
        """Who signs the three reviews."""
        return [self.section_head, self.editor, self.chief_editor]


def make_content(title: str = "", body: str = "<p>居民代表坐下来商量停车的办法。</p>", **fields: Any) -> Content:
    """Content with a title of its own."""
    return Content(title=title or f"小区里的新鲜事{next(_count)}", body=body, **fields)


def make_article(team: Team, content: Content | None = None, *, state: Article.State = Article.State.DRAFT) -> Article:
    """An article of the team's department, brought to any state by the verbs."""
    content = content or make_content(attributions=(Source(team.department.name, team.department.pk),))
    if state in (Article.State.PUBLISHED, Article.State.RETRACTED):
        approved = make_article(team, content, state=Article.State.APPROVED)
        article = workflow.publish(approved, by=team.chief_editor, expected_revision=1)
        if state == Article.State.RETRACTED:
            return workflow.retract(article, by=team.chief_editor, expected_revision=1, reason="当事人要求撤下。")
        return article
    archived = state == Article.State.ARCHIVED_IMPORT
    article = workflow.create(by=team.contributor, department=team.department, content=content, archived=archived)
    if state == Article.State.SECOND_FINAL_REVIEW:
        article = handling.set_grade(article, by=team.editor, expected_revision=1, grade=Article.Grade.IMPORTANT)
    if state == Article.State.WITHDRAWN:
        return workflow.withdraw(article, by=team.contributor, expected_revision=1)
    if state == Article.State.SENT_BACK:
        workflow.submit(article, by=team.contributor, expected_revision=1)
        return workflow.send_back(article, by=team.section_head, expected_revision=1, reason="请补充数字。")
    if state not in (Article.State.DRAFT, Article.State.ARCHIVED_IMPORT):
        article = workflow.submit(article, by=team.contributor, expected_revision=1)
        for review, signer in zip(REVIEWS, team.signers, strict=True):
            if article.state == state:
                break
            article = workflow.approve(article, by=signer, expected_revision=1, step=review.step)
    return article


def make_publication(**fields: Any) -> Publication:
    """A publication with the identity of internal material."""
    defaults: dict[str, Any] = {
        "name": "测试社区",
        "slug": "ceshi",
        "permit_number": "测内资准字第0001号",
        "street": "测试街道",
        "editor_unit": "测试街道办事处",
        "recipients": "本街道居民",
        "printer": "测试印刷厂",
        "print_run": 1000,
        # tests of what follows a signature do not read the proofreader's doubts, nor mend invented stories first
        "doubts_are_seen": False,
        "approval_rules": [],
        "release_rules": [],
    }
    return Publication.objects.get_or_create(slug=(defaults | fields)["slug"], defaults=defaults | fields)[0]


def make_issue(pages: int = 4, **fields: Any) -> Issue:
    """A planned issue with pages."""
    n = next(_count)
    defaults: dict[str, Any] = {
        "number": 1 + n % 900,
        "total_number": 1000 + n,
        "date": date(2001, 1, 1) + timedelta(days=n),
    }
    publication = fields.pop("publication", None) or make_publication()
    issue = Issue.objects.create(publication=publication, **(defaults | fields))
    names = ["要闻", "社区扫描", "网格故事", "副刊"]
    for sequence in range(1, pages + 1):
        Page.objects.create(issue=issue, sequence=sequence, name=names[(sequence - 1) % 4])
    return issue


def make_placement(team: Team, page: Page, article: Article | None = None, **fields: Any) -> Placement:
    """An approved article placed on a page."""
    article = article or make_article(team, state=Article.State.APPROVED)
    number = article.current_revision.number if article.current_revision else 0
    return planning.place(article, by=team.layout_editor, page=page, expected_revision=number, **fields)


def make_released(issue: Issue, team: Team) -> Issue:
    """The issue planned story under story, with a release to print for every page.

    Nothing is set in type: tests of what comes after the release do not wait for the typesetter. The real way from
    plan to release is walked in tests/issues/test_proofs.py.
    """
    layout = plain_layout(issue)
    store_layout(issue, layout, by=team.layout_editor)
    placements = {f"p{pk}": pk for pk in issue.placements.values_list("pk", flat=True)}
    signers = [team.proofreader, team.editor, team.chief_editor, team.chief_editor]
    for standing in issue_standing(issue):
        made_up = b"%PDF-1.7 made up " + standing.fingerprint.encode()
        digest = hashlib.sha256(made_up).hexdigest()
        page = standing.page
        set_page, _made = SetPage.objects.get_or_create(
            page=page,
            fingerprint=standing.fingerprint,
            pdf_hash=digest,
            defaults={
                "folder": f"pages/{issue.pk}/{page.sequence}/{digest[:16]}",
                "pdf_bytes": 20,
                "width": 1600,
                "height": 2250,
                "widths": [480],
                "made_by": team.layout_editor,
            },
        )
        here = [each for each in regions(layout) if each["page"] == page.sequence and each["story"] in placements]
        Region.objects.bulk_create(
            Region(
                set_page=set_page,
                placement_id=placements[each["story"]],
                part=each["part"],
                order=order,
                **{key: each[key] for key in ("x", "y", "width", "height")},
            )
            for order, each in enumerate(here)
            if _made
        )
        for name, data in (
            ("page.pdf", made_up),
            ("page.png", image_bytes((16, 22), "PNG")),
            ("page-480.webp", image_bytes((16, 22), "WEBP")),
        ):
            store_once(f"{set_page.folder}/{name}", data)
        for step, signer in zip(PageSignOff.Step.values, signers, strict=True):
            if step not in standing.passed:
                signature = PageSignOff.objects.create(
                    page=page,
                    set_page=set_page,
                    pdf_hash=digest,
                    step=step,
                    verdict="passed",
                    signer=signer,
                    signer_name=signer.name,
                )
                act = "page.release" if step == PageSignOff.Step.RELEASE else "page.sign"
                told = {"sign_off": signature.pk, "step": step, "pdf_hash": digest, "seal": seal(signature)}
                audit.record(act, by=signer, target=page, **told)  # type: ignore[arg-type]
    store_once(issue_pdf_name(issue, issue_standing(issue)), b"%PDF-1.7 made up")
    return issue


def make_published_issue(team: Team, pages: int = 1, articles: int = 2, **fields: Any) -> Issue:
    """An issue with articles on each page, published."""
    issue = make_issue(pages, **fields)
    for page in issue.pages.all():
        for _ in range(articles):
            make_placement(team, page)
    return publish_issue(make_released(issue, team), by=team.chief_editor)


def image_bytes(size: tuple[int, int] = (320, 240), kind: str = "JPEG", **options: Any) -> bytes:
    """A small picture in a file format."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind, **options)
    return buffer.getvalue()


def make_photo(by: User, size: tuple[int, int] = (640, 480)) -> Photo:
    """A stored photo."""
    return store_photo(io.BytesIO(image_bytes(size)), by=by, name="photo.jpg")
