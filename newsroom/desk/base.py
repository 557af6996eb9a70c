"""What every list and form of the desk has in common: the table of roles decides, and the audit trail records."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.http import Http404, HttpRequest

from accounts import audit
from accounts.roles import Permission, allows


class DeskModelAdmin(ModelAdmin[Any]):
    """A ModelAdmin that asks ``accounts.roles`` instead of Django's permissions and never deletes.

    ``read`` and ``write`` name the permission for looking and for adding and changing; None refuses everyone.
    """

    read: ClassVar[Permission | None] = None
    write: ClassVar[Permission | None] = None
    list_per_page = 50
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the person may look."""
        readable = self.read is not None and allows(request.user, self.read)
        return readable or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the person may add."""
        return self.write is not None and allows(request.user, self.write)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether the person may change."""
        return self.write is not None and allows(request.user, self.write)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is deleted; things end by a date or a state."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the kind of thing shows in the menu."""
        return self.has_view_permission(request)

    def view_on_site(self, obj: Any) -> str | None:
        """The public page of the thing, linked directly: the desk has no address that looks things up by number."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """Not there: what was done stands in the audit trail, not in Django's log."""
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write to the newsroom's own trail instead of Django's log."""
        return audit.record(f"{self.opts.model_name}.add", by=request.user, target=obj)  # type: ignore[arg-type]

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write to the newsroom's own trail instead of Django's log, with the names of the changed fields."""
        fields = [
            field
            for part in (message if isinstance(message, list) else [])
            for entry in part.values()
            for field in entry.get("fields", [])
        ]
        return audit.record(f"{self.opts.model_name}.change", by=request.user, target=obj, fields=fields)  # type: ignore[arg-type]
