"""Where issues stand in the desk: one set of addresses of our own instead of Django's forms and actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from issues.models import Issue, Publication
from newsroom.desk.articles.limits import friendly_limits
from newsroom.desk.base import DeskModelAdmin
from newsroom.desk.board import composing as board_composing
from newsroom.desk.board import views as board
from newsroom.desk.issues import editing, import_acts, listing, page_import, placing, plan, publishing
from newsroom.desk.proofs.addresses import addresses as proofs
from newsroom.desk.rules import RULES_IN_WORDS
from newsroom.desk.sheets import views as sheets
from newsroom.desk.site import desk


class IssueDesk(DeskModelAdmin):
    """Holds the addresses. Issues change through their verbs alone, so Django's own views are not there at all."""

    read = Permission.READ_ISSUES
    write = Permission.EDIT_ISSUES

    def get_urls(self) -> list[URLPattern]:
        """List, form, plan, placements, checklist, publishing and page import, each under its own name."""
        view = self.admin_site.admin_view
        number, placement = "<int:number>/", "placement/<int:number>/"
        return [
            path("", view(listing.issue_list), name="issue_list"),
            path("add/", view(editing.issue_add), name="issue_add"),
            path(f"{number}edit/", view(editing.issue_edit), name="issue_edit"),
            path(f"{number}plan/", view(plan.issue_plan), name="issue_plan"),
            path(f"{number}board/", view(board.issue_board), name="issue_board"),
            path(f"{number}board/parts/", view(board.board_parts), name="board_parts"),
            path(f"{number}board/pages/<int:sequence>.png", view(board.board_image), name="board_image"),
            path(f"{number}board/findings/", view(board.board_findings), name="board_findings"),
            path(f"{number}board/version/", view(board.board_version), name="board_version"),
            path(f"{number}board/measure/", view(board.board_measure), name="board_measure"),
            path(f"{number}board/do/<slug:act>/", view(board.board_act), name="board_act"),
            path(f"{number}board/compose/", view(board_composing.board_compose), name="board_compose"),
            path(f"{number}place/", view(placing.placement_place), name="placement_place"),
            path(f"{placement}move/", view(placing.placement_move), name="placement_move"),
            path(f"{placement}adjust/", view(placing.placement_adjust), name="placement_adjust"),
            path(f"{placement}refresh/", view(placing.placement_refresh), name="placement_refresh"),
            path(f"{placement}remove/", view(placing.placement_remove), name="placement_remove"),
            path(f"{number}checklist/", view(publishing.issue_checklist), name="issue_checklist"),
            path(f"{number}pages/<int:sequence>/sheet/", view(sheets.page_sheet_page), name="page_sheet"),
            path(f"{number}pages/<int:sequence>/sheet.pdf", view(sheets.page_sheet_pdf), name="page_sheet_pdf"),
            path(f"{number}publish/", view(publishing.issue_publish), name="issue_publish"),
            path(f"{number}withdraw/", view(publishing.issue_withdraw), name="issue_withdraw"),
            *proofs(view),
            path("import/", friendly_limits(view(page_import.page_import)), name="page_import"),
            path(f"import/{number}", view(page_import.page_import_preview), name="page_import_preview"),
            path(f"import/{number}page.png", view(page_import.page_import_image), name="page_import_image"),
            path(f"import/{number}act/", friendly_limits(view(import_acts.page_import_act)), name="page_import_act"),
            path(f"import/{number}store/", view(import_acts.page_import_store), name="page_import_store"),
            path(f"import/{number}discard/", view(import_acts.page_import_discard), name="page_import_discard"),
            # the names by which the admin's own pages and menus know these
            path("", view(listing.issue_list), name="issues_issue_changelist"),
            path("add/", view(editing.issue_add), name="issues_issue_add"),
            path(f"{number}plan/", view(plan.issue_plan), name="issues_issue_change"),
        ]


def _rules(label: Any, help_text: Any) -> forms.MultipleChoiceField:
    """The certain rules of the proofreader, to be ticked for one step."""
    return forms.MultipleChoiceField(
        label=label,
        choices=lambda: list(RULES_IN_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
    )


class PublicationForm(forms.ModelForm):
    """The publication, with the findings to be ticked that hold a step back."""

    submission_rules = _rules(
        _("Findings that hold a submission back"), _("What such a rule finds is mended before a text is handed in.")
    )
    approval_rules = _rules(
        _("Findings that hold a signature back"),
        _("What such a rule finds is mended or dismissed with a reason before a review is signed."),
    )
    release_rules = _rules(
        _("Findings that hold the release to print back"),
        _("What such a rule finds is mended or dismissed with a reason before a page is released."),
    )
    blocking_rules = _rules(
        _("Findings that hold an issue back"),
        _("What such a rule finds is mended or dismissed with a reason before the issue is published."),
    )


STEPS = ("submission_rules", "approval_rules", "doubts_are_seen", "release_rules", "blocking_rules")


class PublicationDesk(DeskModelAdmin):
    """The paper's identity and imprint."""

    read = Permission.EDIT_PUBLICATION
    write = Permission.EDIT_PUBLICATION
    list_display = ("name", "identity", "permit_number", "cn_number", "street")
    prepopulated_fields = {"slug": ("name",)}
    form = PublicationForm
    fieldsets = (
        (None, {"fields": ("name", "slug", "identity", "permit_number", "cn_number")}),
        (_("Publisher"), {"fields": ("street", "district", "city", "sponsor", "editor_unit")}),
        (_("Imprint"), {"fields": ("recipients", "printer", "print_run", "price")}),
        (_("Contact"), {"fields": ("address", "telephone", "email")}),
        (_("Proofreading"), {"fields": STEPS}),
        (_("Website"), {"fields": ("site_name", "site_code", "icp_number", "police_number")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A newsroom makes one paper; the first one is added here too."""
        return super().has_add_permission(request) and not Publication.objects.exists()


def register() -> None:
    """Show issues and the publication in the desk."""
    desk.register(Issue, IssueDesk)
    desk.register(Publication, PublicationDesk)
