"""Life at the desk of the demo paper, through the verbs: what stands around the articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from accounts import clock
from accounts.models import Notification, User
from articles import comments, handling, sharing, workflow
from articles.content import Content
from articles.locking import current
from articles.models import Article, Column, PreviewNote
from departments.models import GridArea
from issues.assignments import workflow as assignments
from issues.models import Assignment, Issue
from newsroom.demo import content as demo
from newsroom.demo.content import Table

if TYPE_CHECKING:
    from newsroom.demo.loader import DemoPaper

TODAY = date(2026, 11, 20)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


class DeskLife:
    """Adds it once; a second time there is nothing left to do."""

    def __init__(self, paper: DemoPaper) -> None:
        self.paper = paper
        self.table = demo.read("desk_life.toml")

    def load(self) -> None:
        """Everything, in the order in which it happened."""
        if Assignment.objects.exists():
            return
        for row in self.table["corrections"]:
            self._correct(row)
        for row in self.table["retractions"]:
            article = self._article(row)
            with clock.at(_at(row["date"], 9)):
                workflow.retract(
                    article,
                    by=self.paper.chief,
                    expected_revision=current(article).number,
                    reason=row["reason"],
                    public_note=row["public_note"],
                )
        with clock.at(_at(TODAY, 10)):
            self._handle()
        for row in self.table["assignments"]:
            self._assign(row)
        for row in self.table["archived"]:
            self._archive(row)
        # Who worked here for months has long looked at what concerned her; the last days are new.
        Notification.objects.filter(created_at__lt=_at(TODAY, 0)).update(
            read_at=F("created_at"), mailed_at=F("created_at")
        )

    def _article(self, row: Table) -> Article:
        return Article.objects.select_related("current_revision").get(import_key=f"demo:{row['article']}")

    def _person(self, name: str) -> User:
        return self.paper.people[name]

    def _correct(self, row: Table) -> None:
        article = self._article(row)
        before = current(article).content()
        if row["old"] not in before.body:
            raise ValueError(f"{row['article']} does not say {row['old']}")
        content = replace(before, body=before.body.replace(row["old"], row["new"]), correction_note=row["note"])
        with clock.at(_at(row["date"], 9)):
            number = workflow.correct(article, by=article.created_by, expected_revision=1, content=content).number
        self.paper.sign_all(article, number, _at(row["date"], 10))
        with clock.at(_at(row["date"], 15)):
            workflow.publish(article, by=self.paper.chief, expected_revision=number)

    def _handle(self) -> None:
        for row in self.table["grades"]:
            handling.set_grade(self._article(row), by=self._person(row["by"]), expected_revision=1, grade=row["grade"])
        for row in self.table["due"]:
            handling.set_due(self._article(row), by=self._person(row["by"]), expected_revision=1, due_on=row["on"])
        for row in self.table["claims"]:
            handling.claim(self._article(row), by=self._person(row["by"]), expected_revision=1)
        for row in self.table["comments"]:
            remark = comments.comment(
                self._article(row),
                by=self._person(row["by"]),
                expected_revision=1,
                words=row["words"],
                quote=row["quote"],
                paragraph=row["paragraph"],
            )
            for answer in row["replies"]:
                comments.reply(remark, by=self._person(answer["by"]), words=answer["words"])
            if "resolved_by" in row:
                comments.resolve(remark, by=self._person(row["resolved_by"]))
        for row in self.table["previews"]:
            link = sharing.share(
                self._article(row),
                by=self._person(row["by"]),
                expected_revision=1,
                reader=row["reader"],
                days=row["days"],
            )
            if row["agreed"]:
                sharing.note(link, kind=PreviewNote.Kind.AGREED, name=row["reader"])

    def _assign(self, row: Table) -> None:
        next_issue = Issue.objects.next_planned()
        wish = assignments.Wish(
            title=row["title"],
            brief=row.get("brief", ""),
            department=self.paper.departments[row["department"]] if "department" in row else None,
            grid_area=GridArea.objects.get(number=row["grid_area"]) if "grid_area" in row else None,
            issue=next_issue if row.get("for_next_issue") else None,
            column=Column.objects.get(slug=row["column"]) if "column" in row else None,
            due_on=row.get("due_on"),
        )
        editor = self._person("chenmoyun")
        with clock.at(_at(TODAY - timedelta(days=10), 9)):
            made = assignments.propose(by=editor, wish=wish)
        if "department" not in row:
            return
        with clock.at(_at(TODAY - timedelta(days=9), 9)):
            made = assignments.assign(made, by=editor, expected_version=made.version)
        with clock.at(_at(TODAY - timedelta(days=8), 14)):
            self._answer(made, row)

    def _answer(self, asked: Assignment, row: Table) -> None:
        answer = row.get("answer")
        if answer is None:
            return
        by = self._person(row["by"])
        if answer == "decline":
            assignments.decline(asked, by=by, expected_version=asked.version, reason=row["reason"])
        elif answer == "file":
            assignments.file_article(asked, by=by, expected_version=asked.version, article=self._article(row))
        else:
            assignments.accept(asked, by=by, expected_version=asked.version)

    def _archive(self, row: Table) -> None:
        by = self._person(row["by"])
        body = "".join(f"<p>{escape(line)}</p>" for line in row["body"].split("\n") if line.strip())
        with clock.at(_at(TODAY, 16)):
            workflow.create(
                by=by,
                department=self.paper.departments[row["department"]],
                content=Content(title=row["title"], body=body),
                import_key=f"demo:{row['slug']}",
                archived=True,
            )
