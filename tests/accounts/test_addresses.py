"""Which address a request is counted under: what the connection says, and a proxy's word only where it is trusted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from accounts.addresses import client_address, counted_address
from accounts.limits import Limit


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "198.51.100.1"),  # nobody is believed
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # what a client writes itself stands to the left
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "10.0.0.1", "198.51.100.1"),  # came past one of the proxies
        (1, "", "198.51.100.1"),
        (1, "not an address", None),
    ],
)
def test_a_proxy_is_believed_as_often_as_the_setting_says(
    settings: Any, proxies: int, forwarded: str, expected: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unix", None),
    ],
)
def test_a_whole_network_of_ipv6_addresses_counts_as_one(address: str, expected: str | None) -> None:
    assert counted_address(RequestFactory().get("/", REMOTE_ADDR=address)) == expected


def test_a_limit_is_written_as_so_many_in_so_many_seconds() -> None:
    assert Limit.parse(" 60/300 ") == Limit(60, 300)
    for words in ("", "60", "0/300", "60/0", "-1/3", "a/b", "60/300/5"):
        with pytest.raises(ValueError, match="such as 60/300"):
            Limit.parse(words)
