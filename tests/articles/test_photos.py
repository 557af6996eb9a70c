"""Photos: what is sent is decoded and written anew, or refused with a message and without a trace."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import gettext as _
from PIL import Image

from accounts.models import AuditEntry
from articles.content import Picture
from articles.errors import NotPermitted
from articles.media import find_photo
from articles.models import Article, Photo
from articles.photos import ENCODINGS, PhotoError, choose_focus, decode, make_renditions, store_photo
from tests.factories import PASSWORD, Team, image_bytes, make_article, make_content, make_photo, make_published_issue

pytestmark = pytest.mark.django_db


def png_bomb() -> bytes:
    """A PNG header that promises 50,000 × 50,000 pixels."""
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


HOSTILE = {
    "empty": b"",
    "text": b"this is no picture",
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "truncated": image_bytes()[:900],
    "bomb": png_bomb(),
    "gif": image_bytes(kind="GIF"),
    "tiff": image_bytes(kind="TIFF"),
    "tiny": image_bytes((10, 10)),
    "header only": b"\xff\xd8\xff\xe0",
    "riff": b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\x00" * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_message_and_leave_nothing(team: Team, name: str, settings: Any) -> None:
    with pytest.raises(PhotoError) as refusal:
        store_photo(io.BytesIO(HOSTILE[name]), by=team.contributor, name=f"{name}.jpg")
    assert len(str(refusal.value)) > 5
    assert not Photo.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


def test_exif_that_cannot_be_read_is_dropped_and_the_photo_taken() -> None:
    """It says that the picture lies on its side, and a number where its places should be: Pillow fails at that."""
    entries = struct.pack(">HHHIHHHHII", 2, 0x0112, 3, 1, 6, 0, 0x8825, 4, 1, 0xFFFF)
    exif = b"Exif\0\0MM\0*" + struct.pack(">I", 8) + entries + bytes(4)
    photo = image_bytes((60, 40))
    spoilt = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + photo[2:]
    assert decode(io.BytesIO(spoilt)).size in ((60, 40), (40, 60))


def test_numbers_longer_than_any_name_no_copy_of_a_photo() -> None:
    assert find_photo(f"2026/01/abc-{'9' * 5000}.webp", Photo.objects.all()) is None


def test_file_over_the_limit_is_refused(team: Team, settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    with pytest.raises(PhotoError):
        make_photo(team.contributor)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_is_written_anew_with_smaller_copies(team: Team, kind: str) -> None:
    sent = image_bytes((1200, 800), kind)
    photo = store_photo(io.BytesIO(sent), by=team.contributor, name="../../etc/桥.jpg")
    assert (photo.width, photo.height, photo.rendition_widths) == (1200, 800, [480, 960])
    assert photo.original_name == ".._.._etc_桥.jpg"
    assert photo.department == team.department
    with default_storage.open(photo.name) as file:
        stored = file.read()
    assert stored != sent
    assert Image.open(io.BytesIO(stored)).format == "JPEG"
    for width in photo.rendition_widths:
        with default_storage.open(photo.rendition_name(width)) as file:
            assert Image.open(file).size == (width, width * 800 // 1200)
    assert AuditEntry.objects.filter(action="photo.upload", target_id=str(photo.pk)).exists()


def test_exif_with_position_is_gone_and_the_picture_upright(team: Team) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    photo = store_photo(io.BytesIO(image_bytes((300, 200), exif=exif.tobytes())), by=team.contributor)
    assert (photo.width, photo.height) == (200, 300)
    with default_storage.open(photo.name) as file:
        assert not Image.open(file).getexif()


def test_transparent_picture_stands_on_white(team: Team) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(buffer, "PNG")
    buffer.seek(0)
    photo = store_photo(buffer, by=team.contributor)
    with default_storage.open(photo.name) as file:
        assert Image.open(file).convert("RGB").getpixel((50, 50)) == (255, 255, 255)


def test_large_picture_is_made_smaller(team: Team) -> None:
    assert make_photo(team.contributor, (4000, 2000)).width == 3000


def test_making_the_smaller_copies_again_changes_nothing(team: Team) -> None:
    photo = make_photo(team.contributor)
    assert make_renditions.call(photo.pk) == photo.rendition_widths
    files = default_storage.listdir(photo.name.rsplit("/", 1)[0])[1]
    assert len(files) == 1 + len(ENCODINGS) * len(photo.rendition_widths)


def test_who_may_not_write_uploads_nothing(team: Team) -> None:
    for person in (team.layout_editor, team.leader, team.system_admin):
        with pytest.raises(NotPermitted):
            make_photo(person)


# ------------------------------------------------------------------------------------------ files by address


def test_draft_photo_is_seen_by_its_department_and_editors_only(team: Team, client: Client) -> None:
    photo = make_photo(team.contributor)
    make_article(team, make_content(photos=(Picture(photo.pk, alternative_text="桥"),)))
    seen = {name: _status(client, photo, person.username) for name, person in team.everyone.items()}
    assert _status(client, photo) == 404
    assert {name for name, status in seen.items() if status == 200} == {
        *("contributor", "section_head", "editor", "chief_editor", "layout_editor", "proofreader", "leader")
    }


def _status(client: Client, photo: Photo, username: str = "") -> int:
    client.logout()
    if username:
        assert client.login(username=username, password=PASSWORD)
    answer = client.get(f"/media/{photo.name}")
    if answer.status_code == 200:
        assert "no-store" in answer.headers["Cache-Control"]
    return answer.status_code


def test_published_photo_is_public_with_one_query(team: Team, client: Client, django_assert_num_queries: Any) -> None:
    photo = make_photo(team.contributor)
    issue = make_published_issue(team, articles=0 + 1)
    assert issue.is_published
    content = make_content(photos=(Picture(photo.pk, alternative_text="桥"),))
    article = make_article(team, content, state=Article.State.APPROVED)
    from articles import workflow

    workflow.publish(article, by=team.chief_editor, expected_revision=1)
    with django_assert_num_queries(1):
        answer = client.get(f"/media/{photo.name}")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/media/{photo.rendition_name(480)}").headers["Content-Type"] == "image/webp"
    assert client.get(f"/media/{photo.rendition_name(481)}").status_code == 404
    small = photo.rendition_name(480, "avif")
    assert client.get(f"/media/{small}").headers["Content-Type"] == "image/avif"
    default_storage.delete(small)  # as with a photo from before there were any
    assert client.get(f"/media/{small}").headers["Content-Type"] == "image/webp"
    default_storage.delete(photo.rendition_name(480))
    assert client.get(f"/media/{small}").status_code == 404


@pytest.mark.parametrize(
    "path", ["2026/11/none.jpg", "../settings.py", "2026/11/%00.jpg", "2026/11/a.svg", "x" * 5000, "2026/11/a.jpg/"]
)
def test_other_addresses_answer_404(client: Client, db: None, path: str) -> None:
    assert client.get(f"/media/photos/{path}").status_code == 404


def test_focus_is_chosen_once_and_leaves_a_row(team: Team) -> None:
    photo = make_photo(team.contributor)
    assert photo.focus_x is None
    for _twice in range(2):
        chosen = choose_focus(photo, by=team.contributor, x=0.25, y=1)
    assert (chosen.focus_x, chosen.focus_y) == (0.25, 1)
    entry = AuditEntry.objects.get(action="photo.focus")
    assert entry.actor == team.contributor and entry.detail["x"] == 0.25
    with pytest.raises(ValueError, match="outside"):
        choose_focus(photo, by=team.contributor, x=0.5, y=1.01)


def test_focus_is_a_point_within_the_picture_in_the_database_too(team: Team) -> None:
    photo = make_photo(team.contributor)
    for half in ({"focus_x": 0.5}, {"focus_y": 0.5}, {"focus_x": 0.5, "focus_y": -0.1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Photo.objects.filter(pk=photo.pk).update(**half)


def test_focus_is_for_who_writes_and_of_a_public_photo_for_editors(team: Team) -> None:
    photo = make_photo(team.contributor)
    for stranger in (team.outsider, team.proofreader):
        with pytest.raises(NotPermitted):
            choose_focus(photo, by=stranger, x=0.5, y=0.5)
    content = make_content(photos=(Picture(photo.pk, alternative_text="桥"),))
    make_article(team, content, state=Article.State.PUBLISHED)
    with pytest.raises(NotPermitted) as refusal:
        choose_focus(photo, by=team.contributor, x=0.5, y=0.5)
    assert str(refusal.value) == _("Readers see this photo already. Ask an editor to choose what its crops keep.")
    assert AuditEntry.objects.filter(action="photo.focus", result=AuditEntry.Result.REFUSED).count() == 3
    assert choose_focus(photo, by=team.editor, x=0.5, y=0.5).focus_x == 0.5
