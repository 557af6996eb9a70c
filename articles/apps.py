"""The room of what is written: articles, revisions, photos, reviews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Articles and their workflow."""

    name = "articles"
    verbose_name = _("Articles")
