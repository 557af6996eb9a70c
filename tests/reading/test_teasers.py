"""Teasers and descriptions made from the text."""

from __future__ import annotations

import pytest
from django.test import Client

from reading.teasers import opening, shorten
from tests.factories import Team, make_column
from tests.reading.test_topics import publish_many

SENTENCE = "桥上的灯修好了。"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{SENTENCE}</p><p>大家来看。</p><h3>小题</h3><p>再往后。</p>", f"{SENTENCE}大家来看。"),
        (f"<p>{SENTENCE}</p><ul><li>一条</li></ul><p>再往后。</p>", SENTENCE),
        (f"<h3>小题</h3><p>{SENTENCE}</p><ul><li><p>一条</p></li></ul>", SENTENCE),
        (f"<figure><figcaption>说明</figcaption></figure><p>{SENTENCE}</p>", SENTENCE),
        (f'<p>{SENTENCE}</p><figure class="table"><table><tr><td><p>格子</p></td></tr></table></figure>', SENTENCE),
        ("<ul><li>一条</li><li>二条</li></ul>", "一条"),
        (f'<p>{SENTENCE}</p><p class="align-', SENTENCE),
        ("<p>&lt;b&gt; 与 &amp;</p>", "<b> 与 &"),
        ("", ""),
    ],
)
def test_opening_is_made_of_the_first_paragraphs_alone(html: str, expected: str) -> None:
    assert opening(html) == expected


def test_opening_ends_with_a_sentence_where_one_ends_in_time() -> None:
    assert opening(f"<p>{SENTENCE * 3}{'长' * 60}</p>", 40) == SENTENCE * 3
    assert opening("<p>他说：“都修好了。”" + "长" * 60 + "</p>", 24) == "他说：“都修好了。”"
    assert opening(f"<p>好。{'长' * 60}</p>", 40) == f"好。{'长' * 36}……"


def test_shortened_text_is_never_longer_than_its_limit() -> None:
    for text in (SENTENCE * 40, "长" * 300, "长" * 39 + "。”" + "长" * 9, "字"):
        assert len(shorten(text, 40)) <= 40


def test_lists_and_descriptions_leave_subheads_and_cells_out(client: Client, team: Team) -> None:
    html = "<p>灯修好了。</p><h3>小题在此</h3><ul><li>清单在此</li></ul><table><tr><td>表格在此</td></tr></table>"
    column = make_column()
    article = publish_many(team, 1, body=html, column_id=column.pk)[0]
    listed = client.get(column.get_absolute_url()).content.decode()
    text = client.get(article.get_absolute_url()).content.decode()
    assert '<p class="row__summary">灯修好了。</p>' in listed
    assert '<meta name="Description" content="灯修好了。">' in text
