"""Addresses of the public site."""

from django.urls import path

from reading import converters
from reading.api import documentation, routing
from reading.views import (
    about,
    archive,
    articles,
    authors,
    corrections,
    embedding,
    epaper,
    home,
    issues,
    keywords,
    machines,
    preferences,
    search,
    topics,
    voice,
)

converters.register()

app_name = "reading"
ISSUE = "issues/<slug:publication>/<year:year>/<int:number>/"
urlpatterns = [
    path("", home.home, name="home"),
    path(ISSUE, issues.issue, name="issue"),
    path("issues/<slug:publication>/collection.json", epaper.collection, name="collection"),
    path(f"{ISSUE}manifest.json", epaper.manifest, name="manifest"),
    path(f"{ISSUE}issue.pdf", epaper.issue_pdf, name="issue_pdf"),
    path(f"{ISSUE}<int:sequence>/", epaper.page, name="page"),
    path(f"{ISSUE}<int:sequence>/page.pdf", epaper.page_pdf, name="page_pdf"),
    path(f"{ISSUE}<int:sequence>/page.png", epaper.page_png, name="page_png"),
    path(f"{ISSUE}<int:sequence>/page-<int:width>.webp", epaper.page_webp, name="page_webp"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("articles/<int:pk>/report/", voice.report, name="report_error"),
    path("articles/<int:pk>/read/", voice.count, name="count_reading"),
    path("letters/", voice.write, name="write_letter"),
    path("letters/<slug:token>/", voice.answer, name="letter"),
    path("columns/", topics.columns, name="columns"),
    path("columns/<slug:slug>/", topics.column, name="column"),
    path("columns/<slug:slug>/feed/", machines.column_feed, name="column_feed"),
    path("departments/", topics.departments, name="departments"),
    path("departments/<slug:slug>/", topics.department, name="department"),
    path("departments/<slug:slug>/feed/", machines.department_feed, name="department_feed"),
    path("grid/", topics.grid_areas, name="grid_areas"),
    path("grid/<slug:slug>/", topics.grid_area, name="grid_area"),
    path("grid/<slug:slug>/feed/", machines.grid_area_feed, name="grid_area_feed"),
    path("authors/", authors.all_authors, name="authors"),
    path("authors/<path:name>/", authors.author, name="author"),
    path("topics/", keywords.topics, name="topics"),
    path("topics/<str:term>/", keywords.topic, name="topic"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<year:year>/", archive.archive_year, name="archive_year"),
    path("archive/<year:year>/<month:month>/", archive.archive_month, name="archive_month"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="search_suggestions"),
    path("about/", about.about, name="about"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("preferences/", preferences.remember, name="preferences"),
    path("feed/", machines.feed, name="feed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<str:kind>-<int:number>.xml", machines.sitemap_part, name="sitemap_part"),
    path("sitemap-news.xml", machines.sitemap_news, name="sitemap_news"),
    path("robots.txt", machines.robots, name="robots"),
    path("oembed", embedding.oembed, name="oembed"),
    path("api/", documentation.page, name="api_documentation"),
    *routing.addresses(),
]
