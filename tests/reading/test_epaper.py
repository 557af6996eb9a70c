"""The e-paper: a page's image with the places of its stories, what is shown of it, and to whom."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from issues.models import Issue, Page, Placement, Region, SetPage
from issues.publishing import publish_issue, withdraw_issue
from reading import epaper
from tests.factories import Team, make_issue, make_placement, make_published_issue, make_released
from tests.reading.paper import PRINT_HEADLINE, Paper, publish_correction, take_down

FILES = ("page.pdf", "page.png", "page-480.webp")


def main_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def drawing_of(text: str) -> ElementTree.Element:
    """The drawing over the page image."""
    found = re.search(r'<svg class="regions".*?</svg>', text, re.DOTALL)
    assert found is not None
    return ElementTree.fromstring(found[0])  # noqa: S314 -- our own page


def links_of(text: str) -> list[tuple[str, str]]:
    """Name and address of the links on the page image, in the order of the document."""
    return [(link.findtext("title") or "", link.attrib["href"]) for link in drawing_of(text).iter("a")]


def jump(paper: Paper) -> None:
    """The lead continues on page 2."""
    placement = paper.lead.placements.get()
    second = SetPage.objects.get(printed_page__issue=paper.issue, page__sequence=2)
    Region.objects.create(
        set_page=second, placement=placement, part=1, order=90, x=0.5, y=0.75, width=0.25, height=0.125
    )


# --------------------------------------------------------------------------------------------- the page


def test_page_leads_from_its_image_to_every_story_in_reading_order(client: Client, paper: Paper) -> None:
    text = main_of(client, f"{paper.issue.get_absolute_url()}1/")
    order = Region.objects.filter(set_page__printed_page__issue=paper.issue, set_page__page__sequence=1)
    expected = list(dict.fromkeys(order.order_by("order").values_list("placement__article_id", flat=True)))
    assert len(expected) == 3
    assert [href for _name, href in links_of(text)] == [f"/articles/{pk}/" for pk in expected]
    assert ("车位是谈出来的", paper.lead.get_absolute_url()) in links_of(text)
    assert PRINT_HEADLINE not in text


def test_places_are_drawn_where_the_regions_are(client: Client, paper: Paper) -> None:
    region = Region.objects.get(placement=paper.lead.placements.get())
    Region.objects.filter(pk=region.pk).update(x=0.25, y=0.5, width=0.5, height=0.25)
    drawing = drawing_of(main_of(client, f"{paper.issue.get_absolute_url()}1/"))
    printed = paper.issue.pages.get(sequence=1).printed
    assert printed is not None
    assert drawing.attrib["viewBox"] == f"0 0 {printed.width} {printed.height}"
    link = next(link for link in drawing.iter("a") if link.attrib["href"] == paper.lead.get_absolute_url())
    assert link.attrib["id"] == f"story-{paper.lead.pk}"
    rect = link.find("rect")
    assert rect is not None
    air = round(printed.width * epaper.AIR)
    drawn = [int(rect.attrib[name]) for name in ("x", "y", "width", "height")]
    assert drawn == [
        printed.width // 4 - air,
        printed.height // 2 - air,
        printed.width // 2 + 2 * air,
        round(printed.height * 0.75) - printed.height // 2 + 2 * air,
    ]


def test_frames_stay_within_the_page() -> None:
    image = epaper.PageImage("/", 1600, 2000)
    for row in ({"x": 0.0, "y": 0.0, "width": 1.0, "height": 1.0}, {"x": 0.9, "y": 0.99, "width": 0.5, "height": 0.2}):
        frame = epaper.Box.of(row, image).framed(image)
        assert frame.x >= 0 and frame.y >= 0 and frame.width > 0 and frame.height > 0
        assert frame.x + frame.width <= 1600 and frame.y + frame.height <= 2000


def test_image_has_its_extent_widths_and_words(client: Client, paper: Paper) -> None:
    base = f"{paper.issue.get_absolute_url()}1/"
    text = main_of(client, base)
    image = re.search(r"<img src=\"([^\"]+)\" width=\"(\d+)\" height=\"(\d+)\" alt=\"([^\"]+)\"", text)
    assert image is not None
    printed = paper.issue.pages.get(sequence=1).printed
    assert printed is not None
    assert image.groups()[:3] == (f"{base}page.png", str(printed.width), str(printed.height))
    assert "车位是谈出来的" in image[4] and str(paper.issue) in image[4]
    assert f'srcset="{base}page-480.webp 480w"' in text


def test_thumbnails_are_offered_small_where_there_are_small_images() -> None:
    image = epaper.PageImage("/1/", 1600, 2250, (240, 480, 960))
    assert image.small_srcset == "/1/page-240.webp 240w, /1/page-480.webp 480w" and image.small == "/1/page-480.webp"
    for widths in ((480, 960), ()):
        assert epaper.PageImage("/1/", 1600, 2250, widths).small_srcset == ""


def test_list_beneath_is_not_read_out_a_second_time(client: Client, paper: Paper) -> None:
    text = main_of(client, f"{paper.issue.get_absolute_url()}1/")
    section = text[text.index('<section class="epaper-stories"') :].partition("</section>")[0]
    assert section.startswith('<section class="epaper-stories" aria-hidden="true">')
    assert section.count("<a ") == section.count('tabindex="-1"') == 3


def test_story_whose_place_is_not_known_is_in_the_list_for_everyone(client: Client, paper: Paper) -> None:
    Region.objects.filter(placement=paper.lead.placements.get()).delete()
    text = main_of(client, f"{paper.issue.get_absolute_url()}1/")
    assert len(links_of(text)) == 2
    section = text[text.index('<section class="epaper-stories"') :].partition("</section>")[0]
    assert "aria-hidden" not in section and "tabindex" not in section
    assert paper.lead.get_absolute_url() in section


def test_page_shows_all_pages_with_headlines_neighbours_and_a_calendar(client: Client, paper: Paper) -> None:
    base = paper.issue.get_absolute_url()
    text = main_of(client, f"{base}1/")
    others = text[text.index('class="epaper-pages"') :]
    assert "桥上的灯" in others and f'src="{base}2/page-480.webp"' in others
    assert f'rel="next" href="{base}2/"' in text and 'rel="prev" href="/issues/ceshi/2026/' not in text
    assert f'rel="prev" href="{paper.older.get_absolute_url()}"' in text
    same_year = make_published_issue(paper.team, date=date(2026, 3, 9), number=3, total_number=103)
    text = main_of(client, f"{base}2/")
    months = text[text.index('class="epaper-months"') :]
    assert f'href="{same_year.get_absolute_url()}"' in months and paper.older.get_absolute_url() not in months
    assert f'rel="next" href="{same_year.get_absolute_url()}"' in text
    assert f'href="{base}issue.pdf"' in text and f'href="{base}2/page.pdf"' in text
    assert 'href="/archive/2026/"' in text


def test_jump_is_told_at_both_ends_and_leads_to_one_article(client: Client, paper: Paper) -> None:
    jump(paper)
    base = paper.issue.get_absolute_url()
    address = paper.lead.get_absolute_url()
    on = _(" (continued on page %(number)s)") % {"number": 2}
    came = _(" (continued from page %(number)s)") % {"number": 1}
    assert (f"车位是谈出来的{on}", address) in links_of(main_of(client, f"{base}1/"))
    assert links_of(main_of(client, f"{base}2/"))[-1] == (f"车位是谈出来的{came}", address)


def test_two_places_of_a_story_on_one_page_are_one_link(client: Client, paper: Paper) -> None:
    placement = paper.lead.placements.get()
    printed = SetPage.objects.get(printed_page__issue=paper.issue, page__sequence=1)
    Region.objects.create(set_page=printed, placement=placement, part=1, order=91, x=0.5, y=0.8, width=0.2, height=0.1)
    text = main_of(client, f"{paper.issue.get_absolute_url()}1/")
    assert len(links_of(text)) == 3
    link = next(one for one in drawing_of(text).iter("a") if one.attrib["id"] == f"story-{paper.lead.pk}")
    assert len(link.findall("rect")) == 2 and link.findtext("title") == "车位是谈出来的"


def test_correction_after_printing_is_told_where_the_old_text_is_seen(client: Client, paper: Paper) -> None:
    publish_correction(paper.team, paper.lead, title="车位是谈出来的", body="<p>改正了。</p>")
    base = f"{paper.issue.get_absolute_url()}1/"
    told = f"车位是谈出来的{_(' (corrected since it was printed)')}"
    assert told in [name for name, _href in links_of(main_of(client, base))]
    assert client.get(f"{base}page.pdf").status_code == 200


def test_page_without_an_image_shows_its_stories_as_before(client: Client, paper: Paper) -> None:
    paper.issue.pages.update(printed=None)
    text = main_of(client, f"{paper.issue.get_absolute_url()}1/")
    assert 'class="sheet' in text and "七分钟到空地" in text
    assert "<svg class" not in text and "epaper-withheld" not in text and "page.pdf" not in text
    assert 'class="strip"' not in client.get(paper.issue.get_absolute_url()).content.decode()


# ------------------------------------------------------------------------------------------- visibility


def addresses_of(issue: Issue) -> list[str]:
    """Everything that shows printed pages of an issue."""
    base = issue.get_absolute_url()
    return [f"{base}1/", *(f"{base}1/{name}" for name in FILES), f"{base}issue.pdf", f"{base}manifest.json"]


def statuses(client: Client, issue: Issue) -> dict[str, int]:
    return {address: client.get(address).status_code for address in addresses_of(issue)}


def release(team: Team, **fields: Any) -> Issue:
    """An issue with everything set and released, and not published."""
    issue = make_issue(1, date=date(2026, 9, 1), number=9, total_number=109, **fields)
    make_placement(team, issue.pages.get())
    make_released(issue, team)
    Page.objects.filter(issue=issue).update(printed=issue.pages.get().settings.get())
    return issue


def test_planned_issue_shows_nothing_even_where_its_pages_are_set(client: Client, team: Team) -> None:
    assert set(statuses(client, release(team)).values()) == {404}


def test_issue_of_a_later_hour_shows_nothing_until_then(client: Client, team: Team) -> None:
    hour = timezone.now() + timedelta(hours=3)
    issue = publish_issue(release(team), by=team.chief_editor, at=hour)
    assert set(statuses(client, issue).values()) == {404}
    with clock.at(hour):
        assert set(statuses(client, issue).values()) == {200}


def test_withdrawn_issue_says_so_and_gives_no_file(client: Client, team: Team) -> None:
    issue = publish_issue(release(team), by=team.chief_editor)
    assert set(statuses(client, issue).values()) == {200}
    withdraw_issue(issue, by=team.chief_editor, reason="第一版有一处差错。")
    base = issue.get_absolute_url()
    for address in (base, f"{base}1/"):
        response = client.get(address)
        assert response.status_code == 410
        text = response.content.decode()
        assert _("This issue was withdrawn") in text
        assert "差错" not in text  # the reason is the newsroom's
        assert 'name="robots" content="noindex"' in text
        assert "max-age" not in response.headers.get("Cache-Control", "")
    for address in addresses_of(issue)[1:]:
        assert client.get(address).status_code == 404, address
    again = publish_issue(issue, by=team.chief_editor)
    assert set(statuses(client, again).values()) == {200}


def test_retracted_story_takes_the_pictures_of_its_page_with_it(client: Client, paper: Paper) -> None:
    base = paper.issue.get_absolute_url()
    take_down(paper.lead)
    text = main_of(client, f"{base}1/")
    assert 'class="epaper-withheld"' in text and "<svg class" not in text and "page.png" not in text
    assert "七分钟到空地" in text and "车位是谈出来的" not in text
    for name in FILES:
        assert client.get(f"{base}1/{name}").status_code == 404, name
        assert client.get(f"{base}2/{name}").status_code == 200, name
    assert client.get(f"{base}issue.pdf").status_code == 404
    assert f"{base}1/page" not in client.get(f"{base}manifest.json").content.decode()
    for address in (base, f"{base}2/", "/"):
        answer = client.get(address).content.decode()
        assert f"{base}1/page" not in answer and f"{base}issue.pdf" not in answer, address


def test_retracted_story_withholds_every_page_on_which_it_continues(client: Client, paper: Paper) -> None:
    jump(paper)
    take_down(paper.lead)
    base = paper.issue.get_absolute_url()
    for name in FILES:
        assert client.get(f"{base}2/{name}").status_code == 404, name
    assert client.get(f"{base}manifest.json").status_code == 404


def test_story_retracted_on_a_page_without_regions_withholds_it_too(client: Client, paper: Paper) -> None:
    Region.objects.all().delete()
    take_down(paper.lead)
    assert client.get(f"{paper.issue.get_absolute_url()}1/page.pdf").status_code == 404


def test_article_page_shows_where_it_stands_unless_the_page_is_withheld(client: Client, paper: Paper) -> None:
    jump(paper)
    base = paper.issue.get_absolute_url()
    text = main_of(client, paper.lead.get_absolute_url())
    assert f'href="{base}1/#story-{paper.lead.pk}"' in text and f'href="{base}2/#story-{paper.lead.pk}"' in text
    assert text.count("<rect") == 2 and f'src="{base}1/page-480.webp"' in text
    other = paper.public[1]
    take_down(paper.public[2])
    text = main_of(client, other.get_absolute_url())
    assert "#story-" not in text and "page-480" not in text
    assert f'href="{base}2/#story-{paper.lead.pk}"' in main_of(client, paper.lead.get_absolute_url())


def test_issue_and_home_page_lead_to_the_printed_pages(client: Client, paper: Paper) -> None:
    base = paper.issue.get_absolute_url()
    for address in ("/", base):
        text = main_of(client, address)
        strip = text[text.index('class="strip"') :].partition("</nav>")[0]
        assert strip.count("page-480.webp") == 2 and f'href="{base}2/"' in strip and f'href="{base}issue.pdf"' in strip


@pytest.mark.parametrize(
    "address",
    [
        *("1/page-481.webp", "1/page--1.webp", "1/page-480.webp.webp", "1/page.jpg", "1/page.pdf/", "1/../page.pdf"),
        *("3/page.pdf", "0/page.pdf", "99999999999999999999/page.pdf", "1/page-99999999999999999999.webp"),
        *("1/page-480.webp%00", "1/..%2fpage.pdf", "1/%2e%2e/page.pdf", "issue.PDF", "３/page.pdf", "3/"),
    ],
)
def test_hostile_address_is_not_found(client: Client, paper: Paper, address: str) -> None:
    assert client.get(f"{paper.issue.get_absolute_url()}{address}").status_code == 404


@pytest.mark.parametrize("issue", ["/issues/other/2026/2/", "/issues/ceshi/2025/2/", "/issues/ceshi/2026/99999999999/"])
def test_file_of_another_issue_is_not_found(client: Client, paper: Paper, issue: str) -> None:
    for name in ("1/page.pdf", "issue.pdf", "manifest.json"):
        assert client.get(f"{issue}{name}").status_code == 404, name


def test_page_under_another_name_of_the_paper_leads_to_where_it_is(client: Client, paper: Paper) -> None:
    response = client.get("/issues/former-name/2026/2/1/")
    assert (response.status_code, response.headers["Location"]) == (301, f"{paper.issue.get_absolute_url()}1/")


def test_pages_are_read_only(client: Client, paper: Paper) -> None:
    for address in addresses_of(paper.issue):
        assert client.post(address).status_code == 405, address


# ---------------------------------------------------------------------------------------------- queries


def test_page_asks_the_database_six_times_at_most(
    client: Client, team: Team, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    small = make_published_issue(team, pages=1, articles=1, date=date(2026, 4, 1), number=4, total_number=104)
    large = make_published_issue(team, pages=4, articles=5, date=date(2026, 5, 1), number=5, total_number=105)
    for issue in (small, large):
        with django_assert_num_queries(5):
            assert client.get(f"{issue.get_absolute_url()}1/").status_code == 200
        with django_assert_num_queries(5):
            assert client.get(f"{issue.get_absolute_url()}manifest.json").status_code == 200
        for name in ("1/page.pdf", "issue.pdf"):
            with django_assert_num_queries(1):
                assert client.get(f"{issue.get_absolute_url()}{name}").status_code == 200
    take_down(Placement.objects.filter(page__issue=large, page__sequence=1).earliest("pk").article)
    with django_assert_max_num_queries(6):
        assert "epaper-withheld" in main_of(client, f"{large.get_absolute_url()}1/")
