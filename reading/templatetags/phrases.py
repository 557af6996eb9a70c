"""``{{ headline|breaks }}``: the class that says where a headline's lines may break on a phone."""

from __future__ import annotations

from django import template

from reading import phrases

register = template.Library()
register.filter("breaks", phrases.breaks)
