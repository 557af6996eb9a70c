"""Whether something that was typed came back as markup that a browser would run."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import lxml.html
from django.urls import reverse

FRAMES = {"iframe", "frame", "object", "embed", "applet", "base", "math", "portal"}
LINKS = ("href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href")


def escapes(html: str) -> list[str]:
    """Elements and attributes of a page that none of our templates writes: each is an injection."""
    page = lxml.html.fromstring(html)
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        found += _of_element(element)
    return found


def _of_element(element: Any) -> list[str]:
    found = []
    if element.tag in FRAMES:
        found.append(f"<{element.tag}>")
    if element.tag == "script" and not _is_ours(element):
        found.append(f"<script> {(element.text or element.get('src') or '')[:60]}")
    if element.tag == "style" or (element.tag == "meta" and element.get("http-equiv")):
        found.append(f"<{element.tag}>")
    for name, value in element.attrib.items():
        if str(name).startswith("on") or name == "style" or name == "srcdoc":
            found.append(f"{element.tag}[{name}]={value[:60]}")
        if name in LINKS and _runs(str(value)):
            found.append(f"{element.tag}[{name}]={value[:60]}")
    return found


def _is_ours(script: Any) -> bool:
    """Scripts are files of ours, or blocks of data that no browser runs."""
    if script.get("type") in ("application/ld+json", "application/json"):
        return "<" not in (script.text or "")
    source = str(script.get("src", ""))
    return source.startswith(("/static/", reverse("desk:jsi18n"))) and not (script.text or "").strip()


def _runs(link: str) -> bool:
    plain = "".join(character for character in link if character > " ").lower()
    if plain.startswith(("javascript:", "vbscript:", "data:text")):
        return True
    try:
        return urlsplit(plain).hostname == "evil.example"
    except ValueError:
        return False
