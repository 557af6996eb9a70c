"""Loads the demo paper through the newsroom's own verbs, so that its trail is as real as any.

Running it again adds what is missing and changes nothing that is there.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import clock
from accounts.models import User
from accounts.roles import Role
from articles import workflow
from articles.content import Content, Credit, Picture, Source
from articles.models import Article, Column, Photo
from articles.photos import store_photo
from articles.steps import REVIEWS
from departments.models import Appointment, Department, DepartmentAlias, GridArea
from issues import planning
from issues.models import Issue, KnownWord, Page, Placement, Publication
from issues.publishing import publish_issue
from newsroom.demo import PASSWORD
from newsroom.demo import content as demo
from newsroom.demo.content import Table
from newsroom.demo.desk_life import DeskLife
from newsroom.demo.press import print_issue

# How many reviews an article of the pool has passed; those of the issues passed all.
SIGNED = {"second_review": 1, "final_review": 2, "approved": 3}
NEXT_ISSUE = date(2026, 11, 30)
POOL_DAY = date(2026, 11, 25)  # the pool was written and reviewed in the days before this one


class DemoPaper:
    """One run of the loader; ``say`` is told what is being done."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.paper = demo.read("paper.toml")
        self._photos: dict[str, Photo] = {}

    def load(self) -> None:
        """Everything: registers, accounts, published issues, the pool and the issue in the making."""
        self.say("→ Departments, grid areas, columns, accounts")
        with transaction.atomic():
            self._registers()
            self._accounts()
        for name in demo.issue_files():
            self._issue(demo.read(name))
        self.say("→ Articles at every step of the workflow, and the issue in the making")
        self._next_issue()
        self.say("→ What goes on at the desk: grades, comments, assignments, a correction and a retraction")
        with transaction.atomic():
            DeskLife(self).load()
            Publication.objects.filter(slug=self.paper["publication"]["slug"]).update(doubts_are_seen=True)

    # -------------------------------------------------------------------------------------- registers

    def _registers(self) -> None:
        fields = dict(self.paper["publication"])
        fields["icp_number"] = fields.pop("icp", "")
        # the demo's people sign without looking at doubts; whoever comes after them is asked to
        Publication.objects.get_or_create(slug=fields.pop("slug"), defaults={**fields, "doubts_are_seen": False})
        for order, row in enumerate(self.paper["columns"], 1):
            Column.objects.get_or_create(
                slug=row["slug"],
                defaults={"name": row["name"], "description": row.get("description", ""), "order": order * 10},
            )
        for row in self.paper["departments"]:
            own = {key: value for key, value in row.items() if key not in ("slug", "aliases")}
            department, _made = Department.objects.get_or_create(slug=row["slug"], defaults=own)
            for alias in row.get("aliases", []):
                DepartmentAlias.objects.get_or_create(
                    department=department,
                    name=alias["name"],
                    valid_from=alias.get("valid_from"),
                    defaults={"valid_until": alias.get("valid_until")},
                )
        for row in self.paper["grid_areas"]:
            own = {key: value for key, value in row.items() if key not in ("number", "departments", "boundary")}
            own["boundary"] = {"type": "Polygon", "coordinates": row["boundary"]}
            area, made = GridArea.objects.get_or_create(number=row["number"], defaults=own)
            if made:
                area.departments.set(Department.objects.filter(slug__in=row["departments"]))

        self._names()

    @staticmethod
    def _names() -> None:
        """Who holds which post, and places: what the proofreader holds names against."""
        names = demo.read("registers.toml")
        departments = {department.slug: department for department in Department.objects.all()}
        for row in names["appointments"]:
            own = {"rank": row.get("rank", 0), "valid_until": row.get("valid_until")}
            Appointment.objects.get_or_create(
                person=row["person"],
                post=row["post"],
                department=departments[row["department"]] if "department" in row else None,
                valid_from=row.get("valid_from"),
                defaults={**own, "other_names": row.get("other_names", "")},
            )
        for place in names["places"]:
            KnownWord.objects.get_or_create(word=place, kind=KnownWord.Kind.PLACE)

    def _accounts(self) -> None:
        departments = {department.slug: department for department in Department.objects.all()}
        for row in self.paper["people"]:
            if not User.objects.filter(username=row["username"]).exists():
                User.objects.create_user(
                    row["username"],
                    PASSWORD,
                    name=row["name"],
                    roles=[row["role"]],
                    department=departments[row["department"]],
                    post=row["post"],
                    is_demo=True,
                )

    @cached_property
    def departments(self) -> dict[str, Department]:
        """Departments by slug."""
        return {department.slug: department for department in Department.objects.all()}

    @cached_property
    def people(self) -> dict[str, User]:
        """Demo accounts by user name."""
        return {user.username: user for user in User.objects.filter(is_demo=True).select_related("department")}

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Columns by slug."""
        return {column.slug: column for column in Column.objects.all()}

    @cached_property
    def areas(self) -> dict[int, int]:
        """Primary keys of grid areas by number."""
        return dict(GridArea.objects.values_list("number", "pk"))

    def _with_role(self, role: Role, department: Department | None = None) -> list[User]:
        return [
            user
            for user in self.people.values()
            if role in user.roles and (department is None or user.department_id == department.pk)
        ]

    # ------------------------------------------------------------------------------------------ issues

    def _issue(self, table: Table) -> None:
        publication = Publication.objects.get(slug=self.paper["publication"]["slug"])
        if Issue.objects.published().filter(publication=publication, total_number=table["total_number"]).exists():
            return
        self.say(f"→ Issue {table['number']} of {table['date']}: writing, reviewing, composing, proofing, publishing")
        layout = self._with_role(Role.LAYOUT_EDITOR)[0]
        with transaction.atomic():
            issue = self._make_issue(publication, table)
            rows = list(self._rows(issue, table))
            articles = self._live_through([row for _page, row in rows], table["date"])
            for article, (page, row) in zip(articles, rows, strict=True):
                self._place(article, page, row, layout, table["date"])
            print_issue(issue, {role: self._with_role(role) for role in Role})
            with clock.at(_moment(table["date"], time(7, 30))):
                publish_issue(issue, by=self.chief)

    @staticmethod
    def _make_issue(publication: Publication, table: Table) -> Issue:
        issue, _made = Issue.objects.get_or_create(
            publication=publication,
            total_number=table["total_number"],
            defaults={"number": table["number"], "date": table["date"]},
        )
        for row in table["pages"]:
            Page.objects.get_or_create(issue=issue, sequence=row["sequence"], defaults={"name": row["name"]})
        return issue

    @staticmethod
    def _rows(issue: Issue, table: Table) -> Iterable[tuple[Page, Table]]:
        pages = {page.sequence: page for page in issue.pages.all()}
        for page_row in table["pages"]:
            for row in page_row["articles"]:
                yield pages[page_row["sequence"]], row

    @staticmethod
    def _place(article: Article, page: Page, row: Table, by: User, day: date) -> None:
        with clock.at(_moment(day - timedelta(days=2), time(15, 0))):
            planning.place(
                article,
                by=by,
                page=page,
                expected_revision=1,
                prominence=row.get("weight", Placement.Prominence.NORMAL),
            )

    def _next_issue(self) -> None:
        publication = Publication.objects.get(slug=self.paper["publication"]["slug"])
        last = demo.read(demo.issue_files()[-1])
        table = {
            "number": last["number"] + 1,
            "total_number": last["total_number"] + 1,
            "date": NEXT_ISSUE,
            "pages": [{"sequence": page["sequence"], "name": page["name"]} for page in last["pages"]],
        }
        issue = self._make_issue(publication, table)
        rows = demo.read("pool.toml")["articles"]
        if Article.objects.filter(import_key=_key(rows[0])).exists():
            return
        first_page = issue.pages.get(sequence=1)
        layout = self._with_role(Role.LAYOUT_EDITOR)[0]
        with transaction.atomic():
            articles = self._live_through(rows, POOL_DAY)
            approved = [article for article in articles if article.state == Article.State.APPROVED]
            for weight, article in enumerate(approved[:2], 1):
                self._place(article, first_page, {"weight": weight}, layout, date(2026, 11, 22))

    # ---------------------------------------------------------------------------------------- articles

    def _article(self, row: Table) -> Article:
        """The article of a row, written by its contributor."""
        author = self.people[row["submitted_by"]]
        if author.department is None:
            raise ValueError(f"{author.username} has no department")
        photos = [(self._photo(use["picture"], author), use) for use in row.get("photos", [])]
        body, inline = demo.body_html(row["body"], photos)
        content = Content(
            title=row["title"],
            body=body,
            kind=row["kind"],
            kicker=row.get("kicker", ""),
            subtitle=row.get("subtitle", ""),
            summary=row.get("summary", ""),
            column_id=self.columns[row["column"]].pk if row.get("column") else None,
            bylines=tuple(Credit(line["name"], line["role"]) for line in row.get("bylines", [])),
            attributions=tuple(self._source(slug) for slug in row.get("attributions", [])),
            grid_area_ids=tuple(self.areas[area] for area in row.get("grid_areas", [])),
            photos=tuple(_picture(photo, use, index in inline) for index, (photo, use) in enumerate(photos)),
        )
        return workflow.create(by=author, department=author.department, content=content, import_key=_key(row))

    def _source(self, slug: str) -> Source:
        department = self.departments[slug]
        return Source(f"街道{department.label}" if department.kind == "office" else department.label, department.pk)

    def _photo(self, scene: str, by: User) -> Photo:
        """The picture of a scene, drawn once; drawn again only for another department while nobody may see it yet."""
        known = self._photos.get(scene)
        if known is not None and Photo.objects.visible_to(by).filter(pk=known.pk).exists():
            return known
        from newsroom.demo import pictures  # late: only the loader draws

        buffer = io.BytesIO()
        pictures.draw(scene).save(buffer, "JPEG", quality=92)
        buffer.seek(0)
        self._photos[scene] = store_photo(buffer, by=by, name=f"{scene}.jpg")
        return self._photos[scene]

    def _live_through(self, rows: list[Table], day: date) -> list[Article]:
        """Write, hand in and sign the articles of some rows, a step a day, so that the trail runs with the calendar."""
        articles = []
        for number, row in enumerate(rows):
            with clock.at(_before(day, 9, number)):
                articles.append(self._article(row))
        for days, step in ((8, self._submit), (7, self._first), (6, self._second), (5, self._final)):
            for number, (article, row) in enumerate(zip(articles, rows, strict=True)):
                with clock.at(_before(day, days, number)):
                    step(article, row)
        for article in articles:
            article.refresh_from_db()
        return articles

    @staticmethod
    def _submit(article: Article, row: Table) -> None:
        if row.get("state") != "draft":
            workflow.submit(article, by=article.created_by, expected_revision=1)

    def _first(self, article: Article, row: Table) -> None:
        if row.get("state") == "sent_back":
            workflow.send_back(article, by=self._signers(article)[0], expected_revision=1, reason=row["reason"])
        elif row.get("state") == "withdrawn":
            workflow.withdraw(article, by=article.created_by, expected_revision=1, reason=row.get("reason", ""))
        else:
            self._approve(article, row, 0)

    def _second(self, article: Article, row: Table) -> None:
        self._approve(article, row, 1)

    def _final(self, article: Article, row: Table) -> None:
        self._approve(article, row, 2)

    def _approve(self, article: Article, row: Table, index: int) -> None:
        """Sign a review if the row's article came that far."""
        if SIGNED.get(row.get("state", "approved"), 0) > index:
            signer = self._signers(article)[index]
            workflow.approve(article, by=signer, expected_revision=1, step=REVIEWS[index].step)

    @property
    def chief(self) -> User:
        """The chief editor who signs and publishes."""
        return self._with_role(Role.CHIEF_EDITOR)[0]

    def sign_all(self, article: Article, number: int, begin: datetime) -> None:
        """Every review of a revision signed, an hour apart."""
        for hour, (review, signer) in enumerate(zip(REVIEWS, self._signers(article), strict=True)):
            with clock.at(begin + timedelta(hours=hour)):
                workflow.approve(article, by=signer, expected_revision=number, step=review.step)

    def _signers(self, article: Article) -> list[User]:
        editors = self._with_role(Role.EDITOR)
        head = self._with_role(Role.SECTION_HEAD, article.department) or editors[1:]
        first = next(user for user in head if user.pk != article.created_by_id)
        second = next(user for user in editors if user.pk not in (first.pk, article.created_by_id))
        return [first, second, self.chief]


def _key(row: Table) -> str:
    return f"demo:{row['slug']}"


def _picture(photo: Photo, use: Table, inline: bool) -> Picture:
    minors = bool(use.get("minors"))
    return Picture(
        photo_id=photo.pk,
        caption=use.get("caption", ""),
        credit=use.get("credit", ""),
        alternative_text=use["alt"],
        people_shown=bool(use.get("people_shown")),
        minors_shown=minors,
        consent="监护人书面同意，存编辑部" if minors else "",
        inline=inline,
    )


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _before(day: date, days: int, number: int) -> datetime:
    """A moment in working hours some days before another day, a different one for each article."""
    return _moment(day - timedelta(days=days), time(9, 5)) + timedelta(minutes=17 * (number % 26))


def accounts() -> list[tuple[str, str, str]]:
    """(user name, name, role in words) of one demo account for each role."""
    found: dict[str, tuple[str, str, str]] = {}
    for row in demo.read("paper.toml")["people"]:
        label: Any = Role(row["role"]).label
        found.setdefault(row["role"], (row["username"], row["name"], str(label)))
    return list(found.values())
