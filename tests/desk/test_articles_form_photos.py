"""Photos in the article form: good ones stay, bad ones get a message, foreign ones are refused."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import gettext as _
from PIL import Image

from articles import workflow
from articles.content import Picture
from articles.models import Article, Photo
from tests.desk.browserless import ADD, edit_url, form_data, logged_in
from tests.factories import Team, image_bytes, make_article, make_content, make_photo

pytestmark = pytest.mark.django_db


def photo_file(name: str = "楼道.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, image_bytes((320, 240)) if data is None else data, "image/jpeg")


def test_a_bad_photo_loses_neither_the_form_nor_the_good_photo(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {
        "title": "两张照片",
        "body": "写了很久的正文",
        "photos-0-file": photo_file(),
        "photos-0-caption": "图为楼道",
        "photos-1-file": photo_file("坏.jpg", image_bytes((320, 240))[:900]),
        "photos-1-caption": "图为花坛",
        "submit": "1",
    }
    answer = client.post(ADD, data)
    assert answer.status_code == 400
    photo = Photo.objects.get()
    again = form_data(answer)
    assert again["title"] == ["两张照片"]
    assert again["body"] == ["<p>写了很久的正文</p>"] or again["body"] == ["写了很久的正文"]
    assert again["photos-0-photo"] == [str(photo.pk)]
    assert again["photos-0-caption"] == ["图为楼道"]
    assert again["photos-1-caption"] == ["图为花坛"]
    assert "坏.jpg" in answer.content.decode()
    # with the bad row emptied, the form goes through and the good photo is there
    answer = client.post(ADD, again | {"photos-1-caption": "", "photos-0-alternative_text": "楼道"})
    assert answer.status_code == 302
    revision = Article.objects.get().current_revision
    assert revision is not None
    assert [use.photo_id for use in revision.photo_uses.all()] == [photo.pk]


def test_words_without_a_photo_are_not_dropped_in_silence(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "忘了照片", "body": "正文", "photos-0-caption": "图为楼道"}
    answer = client.post(ADD, data)
    assert answer.status_code == 400
    assert form_data(answer)["photos-0-caption"] == ["图为楼道"]
    assert not Article.objects.exists()


def test_photo_of_another_department_is_refused(client: Client, team: Team) -> None:
    foreign = make_photo(team.outsider)
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "别人的照片", "body": "正文", "photos-0-photo": str(foreign.pk)}
    answer = client.post(ADD, data)
    assert answer.status_code == 403
    assert str(foreign.file.name) not in answer.content.decode()
    assert form_data(answer)["title"] == ["别人的照片"]
    assert not Article.objects.exists()


@pytest.mark.parametrize("number", ["999999", "0", "-1", "abc", "9" * 30])
def test_unknown_photo_number_gets_a_message(client: Client, team: Team, number: str) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "猜的号码", "body": "正文", "photos-0-photo": number}
    assert client.post(ADD, data).status_code in (400, 403)
    assert not Article.objects.exists()


def test_one_photo_in_two_rows_is_used_once(client: Client, team: Team) -> None:
    photo = make_photo(team.contributor)
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "两行", "body": "正文"}
    data |= {"photos-0-photo": str(photo.pk), "photos-1-photo": str(photo.pk)}
    assert client.post(ADD, data).status_code == 302
    revision = Article.objects.get().current_revision
    assert revision is not None and revision.photo_uses.count() == 1


def test_picture_in_the_body_has_its_row_for_consent(client: Client, team: Team) -> None:
    photo = make_photo(team.contributor)
    body = f'<p>文</p><figure class="image"><img src="/media/{photo.file.name}"></figure>'
    article = make_article(team, make_content(body=body))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article)))
    assert "photos-0-DELETE" not in data and data["photos-0-inline"] == ["True"]
    client.post(edit_url(article), data | {"photos-0-alternative_text": "孩子在种花", "photos-0-minors_shown": "on"})
    use = article.revisions.get(number=2).photo_uses.get()
    assert (use.alternative_text, use.minors_shown, use.inline) == ("孩子在种花", True, True)


def test_gps_is_gone_from_a_photo_of_the_form(client: Client, team: Team) -> None:
    image = Image.new("RGB", (320, 240), "green")
    exif = image.getexif()
    exif[0x010E] = "secret words"
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "照片", "body": "正文"}
    client.post(ADD, data | {"photos-0-file": photo_file(data=buffer.getvalue())})
    with Photo.objects.get().file.open() as file:
        stored = Image.open(file)
        assert not stored.getexif()


def test_refused_edit_stores_no_photo(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.SECOND_REVIEW)
    logged_in(client, team.contributor)
    client.post(edit_url(article), {"photos-0-file": photo_file()})
    assert not Photo.objects.exists()


def test_photo_of_a_conflicting_save_stays_attached(client: Client, team: Team) -> None:
    article = make_article(team)
    logged_in(client, team.contributor)
    mine = form_data(client.get(edit_url(article))) | {"photos-0-file": photo_file()}
    workflow.revise(article, by=team.editor, expected_revision=1, content=make_content())
    answer = client.post(edit_url(article), mine)
    assert answer.status_code == 409
    assert form_data(answer)["photos-0-photo"] == [str(Photo.objects.get().pk)]


def test_every_row_without_its_photo_is_refused_beyond_the_limit(client: Client, team: Team) -> None:
    logged_in(client, team.contributor)
    data = form_data(client.get(ADD)) | {"title": "太多", "body": "正文", "photos-TOTAL_FORMS": "45"}
    data |= {f"photos-{n}-file": photo_file() for n in (0, 44)}
    assert client.post(ADD, data).status_code == 400
    assert Photo.objects.count() == 1


def test_focus_of_a_photo_is_kept_shown_again_and_left_alone(client: Client, team: Team) -> None:
    photo = make_photo(team.contributor)
    article = make_article(team, make_content(photos=(Picture(photo.pk, alternative_text="桥"),)))
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(article)))
    assert data["photos-0-focus_x"] == [""]
    half = client.post(edit_url(article), data | {"photos-0-focus_x": "30"})
    assert half.status_code == 400 and "photos-0-focus_y_error" in half.content.decode()
    assert (
        client.post(edit_url(article), data | {"photos-0-focus_x": "101", "photos-0-focus_y": "0"}).status_code == 400
    )
    client.post(edit_url(article), data | {"photos-0-focus_x": "30", "photos-0-focus_y": "0"})
    photo.refresh_from_db()
    assert (photo.focus_x, photo.focus_y) == (0.3, 0)
    again = form_data(client.get(edit_url(article)))
    assert (again["photos-0-focus_x"], again["photos-0-focus_y"]) == (["30"], ["0"])
    client.post(edit_url(article), again | {"photos-0-focus_x": "", "photos-0-focus_y": "", "title": "新标题"})
    photo.refresh_from_db()
    assert photo.focus_x == 0.3 and article.revisions.count() == 2


def test_focus_that_is_refused_costs_no_text(client: Client, team: Team) -> None:
    photo = make_photo(team.contributor)
    content = make_content(photos=(Picture(photo.pk, alternative_text="桥"),))
    make_article(team, content, state=Article.State.PUBLISHED)
    draft = make_article(team, content)
    logged_in(client, team.contributor)
    data = form_data(client.get(edit_url(draft)))
    data |= {"title": "写好的标题", "photos-0-focus_x": "30", "photos-0-focus_y": "0"}
    page = client.post(edit_url(draft), data, follow=True).content.decode()
    photo.refresh_from_db()
    assert photo.focus_x is None and draft.revisions.get(number=2).title == "写好的标题"
    assert _("Readers see this photo already. Ask an editor to choose what its crops keep.") in page
