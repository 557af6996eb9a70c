"""Where the assignments stand in the desk."""

from __future__ import annotations

from django.urls import path

from newsroom.desk.assignments import board, month, views
from newsroom.desk.site import desk

_view = desk.admin_view
_one = "assignments/<int:number>/"

URLS = [
    path("assignments/", _view(board.assignment_board), name="assignment_board"),
    path("assignments/calendar/", _view(month.assignment_calendar), name="assignment_calendar"),
    path("assignments/add/", _view(views.assignment_add), name="assignment_add"),
    path(_one, _view(views.assignment), name="assignment"),
    path(f"{_one}change/", _view(views.assignment_change), name="assignment_change"),
    path(f"{_one}assign/", _view(views.assignment_assign), name="assignment_assign"),
    path(f"{_one}accept/", _view(views.assignment_accept), name="assignment_accept"),
    path(f"{_one}decline/", _view(views.assignment_decline), name="assignment_decline"),
    path(f"{_one}cancel/", _view(views.assignment_cancel), name="assignment_cancel"),
]
