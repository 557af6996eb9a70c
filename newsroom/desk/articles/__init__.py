"""Articles in the desk: list, form, review screen, history, and the upload of the editor."""

from newsroom.desk.articles.registration import register

__all__ = ["register"]
