"""The imprint, which the identity of the publication decides."""

from __future__ import annotations

from django.test import Client
from django.utils.translation import gettext as _

from issues.models import Publication
from reading.views.about import imprint
from tests.reading.paper import Paper


def test_internal_material_prints_its_permit_and_that_it_costs_nothing(client: Client, paper: Paper) -> None:
    lines = dict(imprint(paper.publication))
    assert lines[_("Permit number")] == paper.publication.permit_number
    assert lines[_("Recipients")] == "辖区居民" and lines[_("Printed by")] == "测试印刷厂"
    assert _("Price") not in lines and _("CN number") not in lines
    text = client.get("/about/").content.decode()
    assert _("Internal material, exchanged free of charge") in text and _("%(count)d copies") % {"count": 5000} in text


def test_newspaper_prints_number_price_address_and_telephone(client: Client, paper: Paper) -> None:
    Publication.objects.update(identity="newspaper", cn_number="CN 00-0000", permit_number="", price="1元")
    text = client.get("/about/").content.decode()
    for part in ("CN 00-0000", "1元", "测试路1号", "000-11112222"):
        assert part in text
    for address in ("/", "/about/", paper.issue.get_absolute_url()):
        assert _("Internal material, exchanged free of charge") not in client.get(address).content.decode(), address


def test_newspaper_without_a_price_is_free() -> None:
    lines = dict(imprint(Publication(identity="newspaper", cn_number="CN 00-0000")))
    assert lines[_("Price")] == _("Free of charge")


def test_imprint_leaves_out_what_is_not_entered() -> None:
    assert imprint(Publication(permit_number="测1号")) == [(_("Permit number"), "测1号")]


def test_accessibility_statement_and_corrections_have_addresses_of_their_own(client: Client, paper: Paper) -> None:
    text = client.get("/about/").content.decode()
    assert 'id="accessibility"' in text and 'id="corrections"' in text
