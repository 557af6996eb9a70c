"""Files of printed pages: validators, parts by Range, names to keep them under, headers for viewers elsewhere."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from issues.models import SetPage
from tests.reading.paper import Paper


@pytest.fixture
def printed(paper: Paper) -> SetPage:
    """The first page of the current issue, with a PDF longer than two chunks."""
    found = paper.issue.pages.get(sequence=1).printed
    assert found is not None
    name = f"{found.folder}/page.pdf"
    default_storage.delete(name)
    with default_storage.open(name, "wb") as file:
        file.write(CONTENT)
    return found


CONTENT = b"%PDF-" + bytes(range(256)) * 700  # beyond two chunks of 64 KiB
PDF = "/issues/ceshi/2026/2/1/page.pdf"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_file_comes_whole_with_its_headers(client: Client, printed: SetPage, paper: Paper) -> None:
    response = client.get(PDF, headers={"accept-encoding": "gzip, br"})
    assert (response.status_code, body(response)) == (200, CONTENT)
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf" and headers["Content-Length"] == str(len(CONTENT))
    assert headers["ETag"].startswith('"') and printed.pdf_hash[:40] in headers["ETag"]
    assert "Content-Encoding" not in headers and headers["Accept-Ranges"] == "bytes"
    assert headers["Cache-Control"] == "public, max-age=300, must-revalidate"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    kind, _, name = headers["Content-Disposition"].partition("filename*=utf-8''")
    assert kind.startswith("inline") and unquote(name).endswith(".pdf")
    assert str(paper.issue) in unquote(name) and "要闻" in unquote(name)


def test_every_file_has_its_own_validator_and_type(client: Client, printed: SetPage) -> None:
    kinds = {"page.pdf": "application/pdf", "page.png": "image/png", "page-480.webp": "image/webp"}
    tags = set()
    for name, kind in kinds.items():
        response = client.get(PDF.replace("page.pdf", name))
        assert response.headers["Content-Type"] == kind
        tags.add(response.headers["ETag"])
    issue = client.get("/issues/ceshi/2026/2/issue.pdf")
    assert hashlib.sha256(body(issue)).hexdigest() in issue.headers["ETag"]
    assert len(tags | {issue.headers["ETag"]}) == 4


def test_known_file_is_not_sent_again_nor_opened(client: Client, printed: SetPage) -> None:
    tag = client.head(PDF).headers["ETag"]
    default_storage.delete(f"{printed.folder}/page.pdf")
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response = client.get(PDF, headers={"if-none-match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == tag and "max-age=300" in response.headers["Cache-Control"]
    assert client.get(PDF, headers={"if-none-match": '"other"'}).status_code == 404  # gone from the disk


def test_head_tells_length_without_content(client: Client, printed: SetPage) -> None:
    response = client.head(PDF)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == str(len(CONTENT))
    part = client.head(PDF, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.headers["Content-Length"]) == (206, "10")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=65530-131080", 65530, 131080),
        ("bytes=100-", 100, len(CONTENT) - 1),
        ("bytes=-5", len(CONTENT) - 5, len(CONTENT) - 1),
        ("bytes=-999999999", 0, len(CONTENT) - 1),
        ("bytes=5-999999999", 5, len(CONTENT) - 1),
    ],
)
def test_part_is_sent_as_asked(client: Client, printed: SetPage, asked: str, first: int, last: int) -> None:
    response = client.get(PDF, headers={"range": asked, "accept-encoding": "gzip"})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=-0", "bytes=7-3"])
def test_part_that_is_not_there_is_refused(client: Client, printed: SetPage, asked: str) -> None:
    response = client.get(PDF, headers={"range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,5-6", "items=0-5", "bytes=a-b", "bytes=" + "9" * 40 + "-", ""])
def test_range_that_is_not_understood_gives_the_whole_file(client: Client, printed: SetPage, asked: str) -> None:
    response = client.get(PDF, headers={"range": asked})
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_part_of_another_version_gives_the_whole_file(client: Client, printed: SetPage) -> None:
    tag = client.head(PDF).headers["ETag"]
    same = client.get(PDF, headers={"range": "bytes=0-4", "if-range": tag})
    other = client.get(PDF, headers={"range": "bytes=0-4", "if-range": '"other"'})
    assert (same.status_code, body(same)) == (206, b"%PDF-")
    assert (other.status_code, body(other)) == (200, CONTENT)
    assert client.get(PDF, headers={"if-match": '"other"'}).status_code == 412


def test_file_gone_from_the_disk_is_not_found(client: Client, printed: SetPage) -> None:
    default_storage.delete(f"{printed.folder}/page.pdf")
    assert client.get(PDF).status_code == 404
