"""A small paper for the tests of the public site: everything a reader may see, and everything she may not."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from accounts.models import User
from accounts.roles import Role
from articles import workflow
from articles.content import Content, Credit, Picture, Source
from articles.models import Article, Column, Photo, Revision
from articles.steps import REVIEWS
from departments.models import DepartmentAlias, GridArea
from issues.models import Issue, Placement
from issues.publishing import publish_issue
from tests.factories import (
    Team,
    make_article,
    make_column,
    make_content,
    make_grid_area,
    make_issue,
    make_photo,
    make_placement,
    make_publication,
    make_published_issue,
    make_released,
)

SECRET = "尚未公开的消息"  # stands in the title and text of everything that is not published
PRINT_HEADLINE = "车位，谈出来了"  # typed by the layout editor after the reviews: nobody signed it
SQUARE = {"type": "Polygon", "coordinates": [[[120.0, 31.0], [120.01, 31.0], [120.01, 31.01], [120.0, 31.0]]]}
HIDDEN_STATES = [state for state in Article.State if state != Article.State.PUBLISHED]
Prominence = Placement.Prominence


def full_content(team: Team, column: Column, area: GridArea, photos: list[Photo], title: str) -> Content:
    """Content with every part: three lines, summary, bylines, attributions, attached photos and one in the body."""
    attached, inline = photos
    body = (
        "<p>议事厅里坐了三十个人，把停车的难处一件一件说开。</p><h3>一周以后</h3>"
        f'<figure class="image"><img src="/media/{inline.file.name}" alt="新划的车位"></figure>'
        "<ul><li>车位增加十二个</li></ul><blockquote><p>先商量，再动手。</p></blockquote>"
        '<figure class="table"><table><tbody><tr><th>时段</th><td>早晨</td></tr></tbody></table></figure>'
    )
    return Content(
        title=title,
        body=body,
        kicker="小区里的难事",
        subtitle="三次议事，定下十二个车位",
        summary="停车的事，坐下来谈了三次。",
        column_id=column.pk,
        bylines=(Credit("甲一", "correspondent"), Credit("乙二", "correspondent"), Credit("丙三", "photographer")),
        attributions=(Source(team.department.name, team.department.pk), Source("邻里读书会")),
        grid_area_ids=(area.pk,),
        photos=(
            Picture(attached.pk, caption="图为议事厅", credit="丙三 摄", alternative_text="几个人围着圆桌"),
            Picture(inline.pk, caption="图为新车位", credit="丁四 摄", alternative_text="新划的车位", inline=True),
        ),
    )


class Paper:
    """The current issue with two pages, and an older one."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.publication = make_publication(
            city="某市",
            sponsor="测试街道党工委、测试街道办事处",
            editor_unit="测试街道宣传办公室",
            recipients="辖区居民",
            printer="测试印刷厂",
            print_run=5000,
            address="测试路1号",
            telephone="000-11112222",
            email="bianji@example.com",
            site_code="0000000001",
            icp_number="测ICP备00000001号",
        )
        self.column = make_column(description="小区里的事")
        self.area = make_grid_area(known_for="议事厅多", boundary_words="东至东路", boundary=SQUARE)
        self.area.departments.add(team.department)
        DepartmentAlias.objects.create(department=team.department, name="旧居民区", valid_until=date(2020, 1, 1))
        self.older = make_published_issue(team, pages=1, articles=1, date=date(2025, 12, 1), number=23, total_number=99)
        self.issue = self._current()

    def _current(self) -> Issue:
        team = self.team
        issue = make_issue(2, date=date(2026, 2, 1), number=2, total_number=102)
        first, second = issue.pages.all()
        photos = [make_photo(team.contributor, (600, 400)) for _ in range(2)]
        self.lead = self._approved(full_content(team, self.column, self.area, photos, "车位是谈出来的"))
        brief = self._approved(make_content("图书室延长开放", kind=Revision.Kind.BRIEF, column_id=self.column.pk))
        major = self._approved(make_content("七分钟到空地", subtitle="一次没有通知的演练"))
        inner = self._approved(make_content("桥上的灯", grid_area_ids=(self.area.pk,)))
        make_placement(team, first, self.lead, prominence=Prominence.LEAD, print_headline=PRINT_HEADLINE)
        make_placement(team, first, brief, prominence=Prominence.SMALL)
        make_placement(team, first, major, prominence=Prominence.MAJOR)
        make_placement(team, second, inner)
        self.public = [self.lead, brief, major, inner]
        return publish_issue(make_released(issue, team), by=team.chief_editor)

    def _approved(self, content: Content) -> Article:
        return make_article(self.team, content, state=Article.State.APPROVED)

    def add_hidden(self) -> list[Article]:
        """An issue in the making, and an article in each state that readers must not see."""
        self.planned = make_issue(1, date=date(2026, 3, 1), number=3, total_number=103)
        return [self._hidden(state) for state in HIDDEN_STATES]

    def _hidden(self, state: Article.State) -> Article:
        content = make_content(
            f"{SECRET}{state}",
            f"<p>{SECRET}</p>",
            column_id=self.column.pk,
            grid_area_ids=(self.area.pk,),
            attributions=(Source(self.team.department.name, self.team.department.pk),),
        )
        article = make_article(self.team, content, state=state)
        if state == Article.State.APPROVED:
            make_placement(self.team, self.planned.pages.get(), article)
        return article

    @property
    def addresses(self) -> dict[str, str]:
        """One address of each kind of page that answers 200."""
        return {
            "home": "/",
            "issue": self.issue.get_absolute_url(),
            "page": f"{self.issue.get_absolute_url()}1/",
            "article": self.lead.get_absolute_url(),
            "columns": "/columns/",
            "column": self.column.get_absolute_url(),
            "departments": "/departments/",
            "department": self.team.department.get_absolute_url(),
            "grid areas": "/grid/",
            "grid area": self.area.get_absolute_url(),
            "authors": "/authors/",
            "author": "/authors/甲一/",
            "topics": "/topics/",
            "archive": "/archive/",
            "archive of a year": "/archive/2026/",
            "archive of a month": "/archive/2026/2/",
            "search": "/search/",
            "search with hits": "/search/?q=车位",
            "search with filters": f"/search/?q=车位&column={self.column.slug}&since=2020-01-01",
            "search without hits": "/search/?q=查无此事",
            "about": "/about/",
            "corrections": "/corrections/",
        }

    @property
    def machine_addresses(self) -> dict[str, str]:
        """What programs read."""
        return {"feed": "/feed/", "sitemap": "/sitemap.xml", "robots": "/robots.txt"}


def draw_pages(issue: Issue) -> None:
    """Give the printed pages images of the proportions that their rows tell, in place of the tiny ones."""
    for page in issue.pages.all():
        printed = page.printed
        assert printed is not None
        for name, width, kind in (("page.png", 1600, "PNG"), ("page-480.webp", 480, "WEBP")):
            data = io.BytesIO()
            Image.linear_gradient("L").resize((width, width * 2250 // 1600)).save(data, kind)
            default_storage.delete(f"{printed.folder}/{name}")
            default_storage.save(f"{printed.folder}/{name}", ContentFile(data.getvalue()))


def take_down(article: Article, public_note: str = "") -> None:
    """Retract a published article."""
    chief_editor = User.objects.filter(roles__contains=[Role.CHIEF_EDITOR]).earliest("pk")
    number = Article.objects.get(pk=article.pk).current_revision.number  # type: ignore[union-attr]
    workflow.retract(
        article, by=chief_editor, expected_revision=number, reason="当事人要求撤下。", public_note=public_note
    )


def write_on(article: Article, note: str = "数字有误，已改正。", **changes: Any) -> Revision:
    """Propose a correction of a published article; readers do not see it yet."""
    number = Article.objects.get(pk=article.pk).current_revision.number  # type: ignore[union-attr]
    content = make_content(correction_note=note, **changes)
    return workflow.correct(article, by=article.created_by, expected_revision=number, content=content)


def publish_correction(team: Team, article: Article, note: str = "数字有误，已改正。", **changes: Any) -> Article:
    """Correct a published article, through every review, until readers see it."""
    number = write_on(article, note, **changes).number
    for review, signer in zip(REVIEWS, team.signers, strict=True):
        workflow.approve(article, by=signer, expected_revision=number, step=review.step)
    return workflow.publish(article, by=team.chief_editor, expected_revision=number)
