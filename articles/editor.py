"""The editor of a story's body: what it offers is what ``articles.body`` keeps, so nothing shows that is lost later."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_ckeditor_5.widgets import CKEditor5Widget

# What a paste would bring in and saving would take away again: better that it does not come in.
_LEFT_OUT = (
    *("Font", "Highlight", "Underline", "Strikethrough", "Code", "CodeBlock"),
    *("Indent", "IndentBlock", "ListProperties", "TodoList", "ImageResize", "ImageStyle", "MediaEmbed"),
    *("TableProperties", "TableCellProperties", "TableCaption", "WordCount"),
)
_OTHER_HEADINGS = ("h1", "h2", "h4", "h5", "h6")  # of Word and web pages; the paper has one rank of headings


class BodyWidget(CKEditor5Widget):
    """The editor in the language of the desk; the package's own list of scripts names files that do not exist."""

    def __init__(self) -> None:
        super().__init__(config_name="article", attrs={"rows": 20})
        self.config["label"] = _("Body")
        self.config["removePlugins"] = list(_LEFT_OUT)
        self.config["heading"] = {
            "options": [
                {"model": "paragraph", "title": _("Text paragraph"), "class": "ck-heading_paragraph"},
                {
                    "model": "heading3",
                    "view": "h3",
                    "title": _("Small heading"),
                    "class": "ck-heading_heading3",
                    "upcastAlso": list(_OTHER_HEADINGS),
                },
            ]
        }

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The editor's element; its buttons speak the language that the person chose, the story is always Chinese."""
        chosen = "en" if (get_language() or "").startswith("en") else "zh-cn"
        self.config: dict[str, Any]
        self.config = {**self.config, "language": {"ui": chosen, "content": "zh-cn"}}
        return super().render(name, value, attrs, renderer)

    class Media:
        """What the page loads."""

        extend = False
        css = {"all": ["django_ckeditor_5/dist/styles.css"]}
        js = ["django_ckeditor_5/dist/translations/zh-cn.js", "django_ckeditor_5/dist/bundle.js"]
