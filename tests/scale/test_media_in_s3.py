"""Media in a bucket of S3, on moto's server by HTTP: taken in, kept from strangers, shown, backed up and put back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer
from PIL import Image

from articles.content import Picture
from articles.models import Article
from articles.photos import store_photo
from newsroom.backup import archive, media
from newsroom.backup.making import check, make
from newsroom.backup.restoring import _staging, restore_file
from newsroom.doctor import content as doctor
from newsroom.doctor.reports import Level, Scope
from newsroom.storage import StorageAway
from newsroom.trouble import Trouble, trouble_of
from tests.factories import Team, image_bytes, make_article, make_content, make_published_issue
from tests.scale.servers import free_port

BUCKET = "newsroom-media"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of the service."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    _host, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def bucket(service: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty bucket, which the site uses for its media."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    told = {"endpoint_url": service, "region_name": "us-east-1"}
    resource = boto3.resource("s3", aws_access_key_id="a", aws_secret_access_key="b", **told)
    one = resource.create_bucket(Bucket=BUCKET)
    options = {"bucket_name": BUCKET, "access_key": "a", "secret_key": "b", "location": "paper", **told}
    backend = {"BACKEND": "newsroom.object_storage.BucketStorage", "OPTIONS": {**options, "addressing_style": "path"}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    yield one
    one.objects.all().delete()
    one.delete()


def names(bucket: Any) -> set[str]:
    """What the bucket holds."""
    return {each.key for each in bucket.objects.all()}


def content(answer: Any) -> bytes:
    """What was sent in pieces."""
    return b"".join(answer.streaming_content)


@pytest.mark.django_db
def test_photo_goes_into_the_bucket_and_its_article_decides_who_gets_it(bucket: Any) -> None:
    team = Team()
    photo = store_photo(io.BytesIO(image_bytes((1200, 800))), by=team.contributor, name="灯.jpg")
    assert photo.rendition_widths == [480, 960]
    wanted = {photo.name, *(photo.rendition_name(width, form) for width in (480, 960) for form in ("webp", "avif"))}
    assert names(bucket) == {f"paper/{name}" for name in wanted}
    grants = bucket.Object(f"paper/{photo.name}").Acl().grants
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]  # its owner's alone

    stranger, author = Client(), Client()
    author.force_login(team.contributor)
    path = f"/media/{photo.rendition_name(480, 'webp')}"
    assert stranger.get(path).status_code == 404
    shown = author.get(path)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "private, no-store")
    assert Image.open(io.BytesIO(content(shown))).size == (480, 320)

    told = make_content(photos=(Picture(photo.pk, alternative_text="路灯"),))
    make_article(team, told, state=Article.State.PUBLISHED)
    public = stranger.get(path)
    assert (public.status_code, public.headers["Cache-Control"]) == (200, "public, max-age=86400")
    assert (public.headers["X-Content-Type-Options"], public.headers["Content-Type"]) == ("nosniff", "image/webp")
    assert int(public.headers["Content-Length"]) == len(content(public))
    bucket.Object(f"paper/{photo.rendition_name(480, 'webp')}").delete()
    assert stranger.get(path).status_code == 404


@pytest.mark.django_db
def test_page_of_an_issue_comes_from_the_bucket_and_in_parts(bucket: Any) -> None:
    issue = make_published_issue(Team())
    path = f"{issue.get_absolute_url()}1/page.pdf"
    whole = content(Client().get(path))
    assert whole.startswith(b"%PDF")
    part = Client().get(path, headers={"Range": "bytes=1-3"})
    assert (part.status_code, content(part)) == (206, whole[1:4])
    assert {each.name for each in media.named()} <= set(media.stored())
    assert {f"paper/{name}" for name in media.stored()} == names(bucket)
    assert list(media.left_behind()) == []


@pytest.mark.django_db
def test_file_of_a_name_that_is_taken_gets_another_and_none_is_overwritten(bucket: Any) -> None:
    first, second = (default_storage.save("photos/a.txt", ContentFile(words)) for words in (b"first", b"second"))
    assert first != second
    assert default_storage.open(first).read() == b"first"
    default_storage.delete(first)
    default_storage.delete(first)  # as a disk's storage does, without complaint
    with pytest.raises(FileNotFoundError):
        default_storage.open(first)


@pytest.mark.django_db
def test_backup_holds_the_bucket_and_puts_its_files_back(bucket: Any, tmp_path: Path) -> None:
    names_of = [
        default_storage.save(f"photos/{name}.jpg", ContentFile(name.encode())) for name in ("lost", "kept", "spoilt")
    ]
    made = make(tmp_path / "backups")
    assert {f"media/{name}" for name in names_of} <= set(check(made.path).media)
    default_storage.delete("photos/lost.jpg")
    restore_file(made.path, "media/photos/lost.jpg")
    assert default_storage.open("photos/lost.jpg").read() == b"lost"

    default_storage.delete("photos/lost.jpg")
    default_storage.save("photos/newer.jpg", ContentFile(b"newer"))
    bucket.Object("paper/photos/spoilt.jpg").put(Body=b"other bytes")

    def put_in_place(then: Exception | None) -> set[str]:
        with made.path.open("rb") as file, suppress(RuntimeError), _staging() as stage:
            archive.read(file, "", stage.take)
            with stage.in_place():
                if then is not None:
                    raise then
        return set(media.stored())

    database_refuses = RuntimeError()
    kept = {"photos/kept.jpg", "photos/spoilt.jpg"}
    assert put_in_place(database_refuses) == {*kept, "photos/newer.jpg"}  # as they were
    assert default_storage.open("photos/spoilt.jpg").read() == b"other bytes"
    assert put_in_place(None) == {*kept, "photos/lost.jpg"}
    assert default_storage.open("photos/spoilt.jpg").read() == b"spoilt"


@pytest.mark.django_db
def test_bucket_that_is_away_or_refuses_fails_as_a_disk_does(bucket: Any, settings: Any) -> None:
    def told(**options: Any) -> None:
        default = settings.STORAGES["default"]
        changed = {**default, "OPTIONS": {**default["OPTIONS"], **options}}
        settings.STORAGES = {**settings.STORAGES, "default": changed}

    told(bucket_name="of-somebody-else")
    with pytest.raises((StorageAway, FileNotFoundError)):
        default_storage.save("photos/a.txt", ContentFile(b"a"))
    told(bucket_name=BUCKET, endpoint_url=f"http://127.0.0.1:{free_port()}")
    for act in (default_storage.exists, default_storage.open, default_storage.size, default_storage.listdir):
        with pytest.raises(StorageAway) as problem:
            act("photos/a.txt")
        assert trouble_of(problem.value) is Trouble.MEDIA_AWAY  # which readers and the desk are told in words
    (report,) = doctor.files(Scope())
    assert (report.level, report.check) == (Level.ILL, "media") and "MEDIA_S3" in report.cure
