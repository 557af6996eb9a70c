"""Addresses of the public site."""

from django.urls import path  # noqa: F401

app_name = "reading"
urlpatterns: list = []
