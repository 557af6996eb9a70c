"""A Wagtail site to compare with: an issue page that lists its stories, and story pages, tuned as its handbook advises.

It is written into a folder of its own and run with a virtual environment of its own; the newsroom does not need
Wagtail. Tuned means: production settings, cached template loaders, persistent connections, stories fetched by their
own model with photo and renditions joined or prefetched, the cache of site root paths warm, no user bar, no more
middleware than a new project has (less its redirects), and the same server.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = ["wagtail>=7,<9", "psycopg[binary]>=3.2,<4", "granian>=2.7,<3", "pillow"]

SETTINGS = """
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "benchmark" * 6
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "paper",
    "wagtail.sites", "wagtail.users", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin",
    "wagtail", "modelcluster", "taggit",
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "project.urls"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
}]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600,
    "NAME": os.environ["WAGTAIL_DB"], "USER": os.environ["WAGTAIL_DB_USER"], "HOST": os.environ["WAGTAIL_DB_HOST"],
    "PORT": os.environ["WAGTAIL_DB_PORT"], "PASSWORD": os.environ.get("WAGTAIL_DB_PASSWORD", ""),
}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}
LANGUAGE_CODE = "zh-hans"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "media"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_SITE_NAME = "Benchmark"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
"""

URLS = """
from django.urls import include, path
from wagtail import urls

urlpatterns = [path("", include(urls))]
"""

WSGI = """
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
application = get_wsgi_application()
"""

MANAGE = """
import os, sys
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
execute_from_command_line(sys.argv)
"""

MODELS = '''
from django.db import models
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.models import Page


class IssuePage(Page):
    """An issue with its stories."""

    date = models.DateField()
    number = models.IntegerField()

    def get_context(self, request):
        context = super().get_context(request)
        stories = (
            StoryPage.objects.child_of(self).live().order_by("path")
            .select_related("photo").prefetch_related("photo__renditions")
            .defer("body", "search_description")
        )
        context["stories"] = list(stories)
        return context


class StoryPage(Page):
    """A story."""

    kicker = models.CharField(max_length=120, blank=True)
    subtitle = models.CharField(max_length=160, blank=True)
    summary = models.TextField(blank=True)
    column = models.CharField(max_length=30, blank=True)
    byline = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()
    body = RichTextField()
    photo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    caption = models.CharField(max_length=200, blank=True)

    def get_context(self, request):
        context = super().get_context(request)
        siblings = StoryPage.objects.live().order_by("path")
        parent = self.get_parent()
        context["parent"] = parent
        context["before"] = self.get_prev_siblings().live().order_by("-path").first()
        context["after"] = self.get_next_siblings().live().order_by("path").first()
        context["more"] = list(siblings.filter(column=self.column).exclude(pk=self.pk).order_by("-published_at")[:5])
        return context
'''

BASE = """{% load wagtailcore_tags %}<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ page.title }}</title><meta name="description" content="{{ page.summary|default:page.title }}">
<link rel="canonical" href="{{ page.full_url }}"><meta property="og:title" content="{{ page.title }}">
<meta property="og:type" content="article"><meta property="og:url" content="{{ page.full_url }}">
<link rel="stylesheet" href="/static/paper.css"></head>
<body><header><p><a href="/">社区报</a></p></header>
<nav><ul><li><a href="/">首页</a></li><li><a href="/archive/">往期</a></li>
<li><a href="/columns/">栏目</a></li><li><a href="/grid/">网格</a></li>
<li><a href="/departments/">供稿单位</a></li><li><a href="/about/">关于</a></li></ul></nav>
<main>{% block content %}{% endblock %}</main>
<footer><p>社区报</p><p>某市某区某街道</p><p>内部资料 免费交流</p></footer></body></html>
"""

ISSUE = """{% extends "paper/base.html" %}{% load wagtailcore_tags wagtailimages_tags %}
{% block content %}<h1>{{ page.title }}</h1>
<p><time datetime="{{ page.date|date:'Y-m-d' }}">
{{ page.date|date:"DATE_FORMAT" }}</time></p>
{% for story in stories %}<article>
{% if story.column %}<p>{{ story.column }}</p>{% endif %}
<hgroup>{% if story.kicker %}<p>{{ story.kicker }}</p>{% endif %}
<h2><a href="{% pageurl story %}">{{ story.title }}</a></h2>
{% if story.subtitle %}<p>{{ story.subtitle }}</p>{% endif %}</hgroup>
{% if story.photo %}{% image story.photo width-640 loading="lazy" %}{% endif %}
{% if story.summary %}<p>{{ story.summary }}</p>{% endif %}
</article>{% endfor %}{% endblock %}
"""

STORY = """{% extends "paper/base.html" %}{% load wagtailcore_tags wagtailimages_tags %}
{% block content %}<article><p>{{ page.column }}</p><hgroup>{% if page.kicker %}<p>{{ page.kicker }}</p>{% endif %}
<h1>{{ page.title }}</h1>{% if page.subtitle %}<p>{{ page.subtitle }}</p>{% endif %}</hgroup>
<p>{{ page.byline }}</p>
<p><time datetime="{{ page.published_at|date:'c' }}">
{{ page.published_at|date:"DATE_FORMAT" }}</time></p>
<p><a href="{% pageurl parent %}">{{ parent.title }}</a></p>
{% if page.photo %}<figure>{% image page.photo width-960 %}
<figcaption>{{ page.caption }}</figcaption></figure>{% endif %}
{{ page.body|richtext }}<p>{{ page.source }}</p></article>
<nav>{% if before %}<a href="{% pageurl before %}">{{ before.title }}</a>{% endif %}
{% if after %}<a href="{% pageurl after %}">{{ after.title }}</a>{% endif %}</nav>
<section><h2>{{ page.column }}</h2><ul>{% for story in more %}<li><a href="{% pageurl story %}">{{ story.title }}</a>
<time>{{ story.published_at|date:"DATE_FORMAT" }}</time></li>{% endfor %}</ul></section>{% endblock %}
"""

FILL = '''
import io, json, sys
from datetime import UTC, date, datetime, timedelta
from django.core.files.images import ImageFile
from django.core.management.base import BaseCommand
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page, Site
from paper.models import IssuePage, StoryPage


class Command(BaseCommand):
    """Fill the site with issues like those that are described on standard input."""

    def handle(self, *args, **options):
        plan = json.load(sys.stdin)
        Site.objects.all().delete()
        for page in Page.objects.filter(depth=2):
            page.delete()
        root = Page.objects.get(depth=1)
        home = root.add_child(instance=Page(title="首页", slug="home"))
        Site.objects.create(hostname="127.0.0.1", port=80, root_page=home, is_default_site=True)
        buffer = io.BytesIO()
        Picture.linear_gradient("L").resize((1200, 800)).convert("RGB").save(buffer, "JPEG")
        photo = Image.objects.create(title="photo", file=ImageFile(buffer, name="photo.jpg"))
        for number in range(1, plan["issues"] + 1):
            issue = home.add_child(instance=IssuePage(
                title=f"第{number}期", slug=f"issue-{number}", number=number,
                date=date(2026, 1, 1) + timedelta(days=7 * number)))
            for index, story in enumerate(plan["stories"]):
                fields = {**story, "photo": photo if story["photo"] else None}
                moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=7 * number, minutes=index)
                issue.add_child(instance=StoryPage(slug=f"story-{index}", published_at=moment, **fields))
'''


def write(folder: Path) -> None:
    """Write the project."""
    files = {
        "manage.py": MANAGE,
        "project/__init__.py": "",
        "project/settings.py": SETTINGS,
        "project/urls.py": URLS,
        "project/wsgi.py": WSGI,
        "paper/__init__.py": "",
        "paper/models.py": MODELS,
        "paper/migrations/__init__.py": "",
        "paper/management/__init__.py": "",
        "paper/management/commands/__init__.py": "",
        "paper/management/commands/fill.py": FILL,
        "paper/templates/paper/base.html": BASE,
        "paper/templates/paper/issue_page.html": ISSUE,
        "paper/templates/paper/story_page.html": STORY,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")


def install(folder: Path) -> Path:
    """Python with Wagtail in a virtual environment of its own, made once; its path."""
    python = folder / "bin" / "python"
    if not (folder / ".installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
        (folder / ".installed").touch()
    return python
