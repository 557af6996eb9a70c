"""A Word file fills the form: nothing is an article before it is saved, bad files get a message."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import Article, Photo, WorkingCopy
from tests.desk.browserless import form_data, logged_in
from tests.factories import Team, image_bytes, make_column, make_department
from tests.word_files import TEXT, paragraph, picture, word_file

pytestmark = pytest.mark.django_db
WORD = "/desk/articles/article/word/"


def story(*, second: bytes | None = None) -> bytes:
    return word_file(
        paragraph("【社区快讯】"),
        paragraph("桐溪社区清扫楼道", align="center", size=22, bold=True),
        paragraph("——三百居民一起来", align="center", size=16),
        paragraph("□特约记者 王小明", align="center"),
        paragraph(TEXT),
        paragraph(TEXT),
        paragraph(inner=picture("rId-a", description="几位居民在扫地")),
        paragraph("图为居民清扫楼道。（李丽 摄）", align="center"),
        paragraph(inner=picture("rId-b")),
        paragraph("图为老人领到新扫帚 摄影：张伟"),
        paragraph("（街道平安办公室、桐溪居民区）", align="right"),
        media={"a.jpg": image_bytes((1200, 800)), "b.jpg": image_bytes((600, 900)) if second is None else second},
    )


def sent(data: bytes, name: str = "稿件.docx") -> dict[str, SimpleUploadedFile]:
    return {"word": SimpleUploadedFile(name, data, "application/octet-stream")}


def test_word_file_fills_the_form_and_saving_makes_the_article(client: Client, team: Team) -> None:
    column = make_column(name="社区快讯")
    office = make_department("街道平安办公室")
    logged_in(client, team.contributor)
    answer = client.post(WORD, sent(story()), follow=True)
    assert not Article.objects.exists() and Photo.objects.count() == 2
    data = form_data(answer)
    assert (data["title"], data["subtitle"]) == (["桐溪社区清扫楼道"], ["三百居民一起来"])
    assert data["column"] == [str(column.pk)]
    assert client.post(reverse("desk:article_add"), data | {"save": "1"}).status_code == 302
    article = Article.objects.get()
    saved = article.revisions.with_parts().get().content()
    assert saved.body == f"<p>{TEXT}</p><p>{TEXT}</p>"
    assert [(credit.name, credit.role) for credit in saved.bylines] == [("王小明", "reporter")]
    assert [(s.printed_name, s.department_id) for s in saved.attributions] == [
        ("街道平安办公室", office.pk),
        ("桐溪居民区", None),
    ]
    assert [(p.caption, p.credit, p.alternative_text) for p in saved.photos] == [
        ("图为居民清扫楼道。", "李丽", "几位居民在扫地"),
        ("图为老人领到新扫帚", "张伟", ""),
    ]
    assert not WorkingCopy.objects.exists()


def test_what_was_dropped_is_listed_and_stays_listed(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    whole = client.post(WORD, sent(story()), follow=True).context["word_notes"]
    answer = client.post(WORD, sent(story(second=image_bytes((30, 30)))), follow=True)
    notes = answer.context["word_notes"]
    assert len(set(notes) - set(whole)) == 1 and Photo.objects.count() == 2 + 1
    again = client.post(reverse("desk:article_add"), form_data(answer) | {"title": ""})
    assert again.status_code == 400 and again.context["word_notes"] == notes
    assert again.context["word_file"] == "稿件.docx"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "空.docx"),
        (b"not a document at all", "假.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.doc"),
        (image_bytes(), "照片.docx"),
        (story()[:2000], "断.docx"),
    ],
    ids=["empty", "noise", "old binary", "a photo", "cut off"],
)
def test_bad_file_gets_a_message_and_stores_nothing(client: Client, team: Team, data: bytes, name: str) -> None:
    logged_in(client, team.contributor)
    answer = client.post(WORD, sent(data, name))
    assert answer.status_code == 400
    assert answer.context["problems"] and name in answer.context["problems"][0]
    assert not WorkingCopy.objects.exists() and not Photo.objects.exists()


def test_form_without_a_file_says_so(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    assert client.post(WORD, {}).status_code == 400
    assert client.get(WORD).status_code == 302


def test_name_of_the_file_is_shown_as_text(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    page = client.post(WORD, sent(story(), "<b>稿件.docx"), follow=True).content.decode()
    assert "<b>稿件" not in page and "&lt;b&gt;稿件.docx" in page
