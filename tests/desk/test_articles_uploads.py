"""The upload of the editor: sound pictures in, everything else refused in JSON."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from articles.models import Photo
from tests.factories import Team, image_bytes

pytestmark = pytest.mark.django_db


def upload(client: Client, data: bytes, name: str = "照片.jpg", kind: str = "image/jpeg") -> Any:
    return client.post(reverse("desk:photo_upload"), {"upload": SimpleUploadedFile(name, data, kind)})


def png_bomb() -> bytes:
    """A PNG whose header promises 60,000 × 60,000 pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def with_gps() -> bytes:
    image = Image.new("RGB", (320, 240), "green")
    exif = image.getexif()
    exif[0x010F] = "Some camera"
    exif.get_ifd(0x8825)[2] = (31.0, 12.0, 5.0)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


HOSTILE = {
    "truncated JPEG": image_bytes((640, 480))[:2000],
    "PNG bomb": png_bomb(),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "GIF": image_bytes(kind="GIF"),
    "HTML": b"<!doctype html><script>alert(1)</script>" + b" " * 500,
    "nothing": b"",
    "noise": bytes(range(256)) * 20,
    "tiny": image_bytes((8, 8)),
}


def test_sound_photo_is_stored_and_its_address_answered(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    answer = upload(client, image_bytes((1200, 800)))
    photo = Photo.objects.get()
    small = f"/media/{photo.rendition_name(480)}"
    told = {"photo": photo.pk, "thumbnail": small, "width": 1200, "height": 800, "name": "照片.jpg"}
    assert answer.json() == {"url": f"/media/{photo.file.name}", **told}
    assert (photo.department, photo.uploaded_by) == (team.department, team.contributor)
    assert client.get(answer.json()["url"]).status_code == 200


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_message(client: Client, team: Team, name: str) -> None:
    client.force_login(team.contributor)
    answer = upload(client, HOSTILE[name])
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]
    assert not Photo.objects.exists()


def test_place_and_camera_are_gone_from_the_stored_file(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    assert Image.open(io.BytesIO(with_gps())).getexif().get_ifd(0x8825)
    assert upload(client, with_gps()).status_code == 200
    with Photo.objects.get().file.open() as file:
        assert not Image.open(file).getexif()


def test_missing_file_and_wrong_method_are_refused_in_json(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    address = reverse("desk:photo_upload")
    assert client.post(address).status_code == 400
    assert client.post(address, {"upload": "a string"}).json()["error"]["message"]
    assert client.get(address).status_code == 405


def test_form_can_ask_whether_the_session_lives(client: Client, team: Team) -> None:
    address = reverse("desk:photo_upload")
    assert client.head(address).status_code == 403
    client.force_login(team.contributor)
    assert client.head(address).status_code == 204


def test_visitor_gets_json_and_no_login_page(client: Client, db: None) -> None:
    answer = upload(client, image_bytes())
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
    assert not Photo.objects.exists()


def test_upload_demands_the_csrf_token(team: Team) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(team.contributor)
    assert upload(strict, image_bytes()).status_code == 403
    assert not Photo.objects.exists()


def test_photo_of_a_draft_is_not_public(client: Client, team: Team) -> None:
    client.force_login(team.contributor)
    address = upload(client, image_bytes((1200, 800))).json()["url"]
    for person, status in ((team.contributor, 200), (team.editor, 200), (team.outsider, 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.logout()
    assert client.get(address).status_code == 404
