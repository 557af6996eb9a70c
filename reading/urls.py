"""Addresses of the public site."""

from django.urls import path

from reading import converters
from reading.views import about, archive, articles, home, issues, machines, search, topics

converters.register()

app_name = "reading"
urlpatterns = [
    path("", home.home, name="home"),
    path("issues/<slug:publication>/<year:year>/<int:number>/", issues.issue, name="issue"),
    path("issues/<slug:publication>/<year:year>/<int:number>/<int:sequence>/", issues.page, name="page"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("columns/", topics.columns, name="columns"),
    path("columns/<slug:slug>/", topics.column, name="column"),
    path("departments/", topics.departments, name="departments"),
    path("departments/<slug:slug>/", topics.department, name="department"),
    path("grid/", topics.grid_areas, name="grid_areas"),
    path("grid/<slug:slug>/", topics.grid_area, name="grid_area"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<year:year>/", archive.archive_year, name="archive_year"),
    path("archive/<year:year>/<month:month>/", archive.archive_month, name="archive_month"),
    path("search/", search.search, name="search"),
    path("about/", about.about, name="about"),
    path("feed/", machines.feed, name="feed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", machines.sitemap_part, name="sitemap_part"),
    path("robots.txt", machines.robots, name="robots"),
]
