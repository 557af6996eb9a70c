"""The article page."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import workflow
from articles.content import Credit, Picture, Source
from articles.models import Article, Column, PhotoUse
from issues.publishing import publish_issue
from reading import texts
from reading.authors import author_url
from tests.factories import (
    Team,
    make_article,
    make_content,
    make_department,
    make_issue,
    make_photo,
    make_placement,
    make_published_issue,
    make_released,
)
from tests.reading.paper import Paper, take_down


def text_of(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_article_shows_every_part_in_its_rank(client: Client, paper: Paper) -> None:
    text = text_of(client, paper.lead)
    assert '<p class="headline__kicker">小区里的难事</p>' in text
    assert '<h1 class="headline__title">车位是谈出来的</h1>' in text
    assert '<p class="headline__subtitle">三次议事，定下十二个车位</p>' in text
    for part in (
        f'<a rel="author" href="{author_url("甲一")}">甲一</a>　<a',
        f'<a rel="author" href="{author_url("丙三")}">丙三</a>',
        paper.column.get_absolute_url(),
        "邻里读书会",
        "图为议事厅",
        "丙三 摄",
        "几个人围着圆桌",
    ):
        assert part in text
    assert f'<a href="{paper.team.department.get_absolute_url()}">{paper.team.department.name}</a>' in text
    assert paper.area.get_absolute_url() in text


def test_article_names_the_newest_published_place_in_print(client: Client, paper: Paper) -> None:
    again = make_issue(1, date=date(2026, 4, 1), number=5, total_number=105)
    make_placement(paper.team, again.pages.get(), paper.lead)
    text = text_of(client, paper.lead)
    assert f'href="{paper.issue.get_absolute_url()}1/"' in text
    assert again.get_absolute_url() not in text  # still in the making


def test_article_published_ahead_of_any_issue_has_no_place_yet(client: Client, team: Team) -> None:
    article = make_article(team, state=Article.State.APPROVED)
    workflow.publish(article, by=team.chief_editor, expected_revision=1)
    text = text_of(client, article)
    assert _("In print:") not in text and 'class="beside"' not in text


def test_article_leads_to_the_stories_before_and_after_it_across_pages(client: Client, paper: Paper) -> None:
    lead, brief, major, inner = paper.public
    assert 'rel="prev"' not in text_of(client, lead)
    text = text_of(client, major)
    assert f'rel="prev" href="{brief.get_absolute_url()}"' in text
    assert f'rel="next" href="{inner.get_absolute_url()}"' in text
    take_down(brief)
    assert f'rel="prev" href="{lead.get_absolute_url()}"' in text_of(client, major)


def test_related_stories_leave_out_the_article_itself(client: Client, paper: Paper) -> None:
    text = text_of(client, paper.lead)
    more = text[text.index('id="related"') :]
    assert "图书室延长开放" in more and "车位是谈出来的" not in more


def test_photos_have_extent_and_copies_and_only_the_first_loads_at_once(client: Client, paper: Paper) -> None:
    images = re.findall(r"<picture>.*?</picture>", text_of(client, paper.lead), re.DOTALL)
    assert len(images) == 2
    for image in images:
        assert 'width="600" height="400"' in image
        formats = re.findall(r'type="image/(\w+)" srcset="/media/photos/\S+-480\.(\w+) 480w"', image)
        assert formats == [("avif", "avif"), ("webp", "webp")]
        assert re.search(r'<img src="/media/photos/\S+\.jpg"', image)
    assert ['loading="lazy"' in image for image in images] == [False, True]


def test_photo_in_the_body_keeps_its_place_and_gains_caption_and_credit(client: Client, paper: Paper) -> None:
    text = text_of(client, paper.lead)
    figure = re.search(r'<figure class="image">(.*?)</figure>', text, re.DOTALL)
    assert figure and "图为新车位" in figure[1] and '<span class="credit">丁四 摄</span>' in figure[1]


def test_caption_written_in_the_body_is_kept_and_its_photo_credited(team: Team) -> None:
    photo = make_photo(team.contributor)
    use = PhotoUse(photo=photo, order=1, caption="登记的说明", credit="戊五 摄", alternative_text="一座桥")
    image = f'<img src="/media/{photo.file.name}" alt="桥">'
    source = f'<figure class="image">{image}<figcaption>写下的说明</figcaption></figure>'
    shown = texts.render(source, [use])
    assert shown.count("<figcaption>") == 1 and "写下的说明" in shown and "登记的说明" not in shown
    assert "戊五 摄" in shown and 'alt="一座桥"' in shown


def test_credit_that_the_caption_names_already_is_not_printed_twice(team: Team) -> None:
    photo = make_photo(team.contributor)
    use = PhotoUse(photo=photo, order=1, credit="戊五 摄", alternative_text="一座桥")
    image = f'<img src="/media/{photo.file.name}" alt="桥">'
    shown = texts.render(f"<figure>{image}<figcaption>新桥 戊五 摄</figcaption></figure>", [use])
    assert shown.count("戊五 摄") == 1


def test_markup_in_attributes_of_the_body_stays_text(team: Team) -> None:
    photo = make_photo(team.contributor)
    use = PhotoUse(photo=photo, order=1, credit='" onerror="x', alternative_text='"><b>')
    alt = "</figure><h3 title='>'><img src=x>"
    for quoted in (alt.replace("<", "&lt;"), alt):
        shown = texts.render(f'<figure><img src="/media/{photo.file.name}" alt="{quoted}"></figure><p>字</p>', [use])
        assert shown.count("<figure") == shown.count("</figure>") == shown.count("<img") == 1
        assert ' onerror="x' not in shown and "<b>" not in shown and "<h" not in shown


def test_photo_in_the_body_that_the_revision_does_not_list_is_not_shown(team: Team) -> None:
    photo = make_photo(team.contributor)
    shown = texts.render(f'<p>字</p><figure class="image"><img src="/media/{photo.file.name}" alt=""></figure>', [])
    assert "<img" not in shown and "字" in shown


def test_government_metadata_names_title_time_source_and_author(client: Client, paper: Paper) -> None:
    text = text_of(client, paper.lead)
    metas = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)">', text))
    paper.lead.refresh_from_db()
    assert paper.lead.published_at is not None
    assert metas["ArticleTitle"] == "车位是谈出来的"
    assert metas["PubDate"] == f"{timezone.localtime(paper.lead.published_at):%Y-%m-%d %H:%M}"
    assert metas["ContentSource"] == f"{paper.team.department.name}、邻里读书会"
    assert metas["Author"] == "甲一、乙二、丙三"
    assert metas["ColumnName"] == paper.column.name
    assert metas["SiteIDCode"] == "0000000001" and metas["SiteName"] == "测试社区"
    assert metas["Url"].endswith(paper.lead.get_absolute_url())
    assert f'<link rel="canonical" href="{metas["Url"]}">' in text


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40, "9" * 5000])
def test_article_that_does_not_exist_is_not_found(client: Client, db: None, pk: str) -> None:
    assert client.get(f"/articles/{pk}/").status_code == 404


def test_markup_in_any_field_comes_out_as_text(client: Client, team: Team) -> None:
    evil = "<script>alert(1)</script>\"'&{{ 7|add:7 }}"
    column = Column.objects.create(name='<b>"栏</b>', slug="evil", description=evil)
    department = make_department('<i>"某单位</i>')
    photo = make_photo(team.contributor)
    content = make_content(
        title=evil,
        body=f"<p>{evil}</p><p onclick='x'>字</p><a href='javascript:alert(1)'>链</a>",
        kicker=evil,
        subtitle=evil,
        summary=evil,
        column_id=column.pk,
        bylines=(Credit(evil[:40], "correspondent"),),
        attributions=(Source(department.name, department.pk), Source(evil)),
        photos=(Picture(photo.pk, caption=evil, credit=evil, alternative_text=evil),),
    )
    issue = make_issue(1, date=date(2026, 6, 1))
    article = make_article(team, content, state=Article.State.APPROVED)
    make_placement(team, issue.pages.get(), article, print_headline=evil)
    publish_issue(make_released(issue, team), by=team.chief_editor)
    addresses = [
        "/",
        issue.get_absolute_url(),
        f"{issue.get_absolute_url()}1/",
        article.get_absolute_url(),
        "/columns/",
        column.get_absolute_url(),
        department.get_absolute_url(),
        "/departments/",
        "/archive/",
        "/search/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/search/?q=%22%27%26&column=%3Cscript%3E&since=%3Cscript%3E",
    ]
    for address in addresses:
        response = client.get(address)
        text = response.content.decode()
        assert response.status_code == 200, address
        inline = re.sub(
            r'<script (?:src="/static/[\w/.]+" defer>|type="application/ld\+json">[^<]*)</script>', "", text
        )
        assert "<script" not in inline and "javascript:" not in text and "onclick" not in text, address
        assert "<b>" not in text and "<i>" not in text and "alert(1)<" not in text.replace("alert(1)&lt;", ""), address
        assert not re.search(r'="[^"<>]*<', text), address


def test_article_of_an_older_issue_belongs_to_that_issue(client: Client, paper: Paper) -> None:
    older = paper.older.placements.get().article
    assert paper.older.get_absolute_url() in text_of(client, older)
    make_published_issue(paper.team, date=date(2026, 7, 1), number=7, total_number=107)
    assert paper.older.get_absolute_url() in text_of(client, older)
