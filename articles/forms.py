"""The form of a story: headline, body, people, departments, places and photos, read into a content value.

Without JavaScript it works through its text area and a few spare rows; rows are ordered by a number each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_ckeditor_5.widgets import CKEditor5Widget

from accounts.models import User
from accounts.roles import Permission, Scope, scope_of
from articles import body as body_module
from articles.content import Content, Credit, Picture, Source
from articles.models import Byline, Column, Photo, PhotoUse, Revision
from articles.photos import PhotoError, store_photo
from departments.models import Department, GridArea
from departments.register import DepartmentRegister

BODY_LIMIT = 300_000  # characters of HTML; a full page of the paper has about 8,000 characters of text
PHOTO_LIMIT = 20  # photos of one story
ROW_LIMIT = 20  # bylines, and attributions, of one story
SPARE_ROWS = 2
HIGHEST_NUMBER = 2**31 - 1

_MARKUP = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|div|br|table|figure|blockquote|strong|em|a|b|i|span)\b[^>]*>", re.IGNORECASE)


def body_from_entry(entered: str) -> str:
    """What was typed into the body as HTML: plain lines, as they come without JavaScript, become paragraphs."""
    if _MARKUP.search(entered):
        return entered
    return body_module.from_paragraphs(("body", line.strip()) for line in entered.splitlines() if line.strip())


class BodyWidget(CKEditor5Widget):
    """The editor with its own language alone; the package's list of scripts names files that do not exist."""

    def __init__(self) -> None:
        super().__init__(config_name="article", attrs={"rows": 20, "lang": "zh-CN"})

    class Media:
        """What the page loads."""

        extend = False
        css = {"all": ["django_ckeditor_5/dist/styles.css"]}
        js = ["django_ckeditor_5/dist/translations/zh-cn.js", "django_ckeditor_5/dist/bundle.js"]


def _limit(model: type[Any], field: str) -> int:
    return int(model._meta.get_field(field).max_length)


class ArticleForm(forms.Form):
    """Everything of a story that stands once."""

    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False)
    kicker = forms.CharField(
        label=_("Kicker"),
        required=False,
        max_length=_limit(Revision, "kicker"),
        help_text=_("A short line above the title that leads up to it. May stay empty."),
    )
    title = forms.CharField(label=_("Title"), max_length=_limit(Revision, "title"))
    subtitle = forms.CharField(
        label=_("Subtitle"),
        required=False,
        max_length=_limit(Revision, "subtitle"),
        help_text=_("A line under the title that adds to it. May stay empty."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Revision.Kind.choices, initial=Revision.Kind.REPORT)
    column = forms.ModelChoiceField(
        label=_("Column"),
        queryset=Column.objects.none(),
        required=False,
        empty_label=_("None, or the editors choose"),
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=_limit(Revision, "summary"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences for the list of stories and for search engines. May stay empty."),
    )
    body = forms.CharField(label=_("Body"), required=False, max_length=BODY_LIMIT, widget=BodyWidget)
    grid_areas = forms.ModelMultipleChoiceField(
        label=_("Grid areas"),
        queryset=GridArea.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    # The revision that the person began from, and the newer one she decided to save over.
    expected_revision = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST_NUMBER, widget=forms.HiddenInput
    )
    over_revision = forms.IntegerField(
        required=False, min_value=1, max_value=HIGHEST_NUMBER, widget=forms.HiddenInput
    )

    def clean_body(self) -> str:
        """Plain lines become paragraphs."""
        return body_from_entry(self.cleaned_data["body"])


class BylineForm(forms.Form):
    """One person of the byline; a row without a name does not count."""

    name = forms.CharField(label=_("Name"), required=False, max_length=_limit(Byline, "name"))
    role = forms.ChoiceField(label=_("Role"), choices=Byline.Role.choices, initial=Byline.Role.CORRESPONDENT)


class AttributionForm(forms.Form):
    """One submitting department: picked from the register, or typed, or both where the paper prints another name."""

    department = forms.TypedChoiceField(label=_("From the register"), required=False, coerce=int, empty_value=None)
    printed_name = forms.CharField(
        label=_("Printed as"), required=False, max_length=_limit(Source_model := _attribution(), "printed_name")
    ) if False else forms.CharField(label=_("Printed as"), required=False, max_length=60)
