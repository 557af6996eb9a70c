"""Who may open what in the desk: the one table of address × person × own or other department × state.

``tests/test_access.py`` walks it and fails on any address of the desk that is missing here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from articles.models import Article

State = Article.State

# Persons: those with a department of their own belong to the article's; the outside ones to another.
OWN_WRITERS = frozenset({"contributor", "section_head"})
WRITERS = OWN_WRITERS | {"editor", "chief_editor"}
OUTSIDE = frozenset({"outside_contributor", "outside_head"})
ISSUE_READERS = frozenset({"editor", "chief_editor", "layout_editor", "proofreader", "leader"})
READERS = ISSUE_READERS | OWN_WRITERS
PLACERS = frozenset({"layout_editor", "chief_editor"})
PROOFERS = frozenset({"editor", "chief_editor", "proofreader"})
PULLERS = PROOFERS | PLACERS
DISMISSERS = frozenset({"section_head", "editor", "chief_editor", "leader", "proofreader"})
RELEASERS = frozenset({"chief_editor"})
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
EVERYONE = READERS | OUTSIDE | ADMINISTRATORS
REGISTRARS = frozenset({"chief_editor", "system_admin"})
NOBODY = frozenset[str]()
VISITORS = frozenset({"visitor", "without_role"})  # go to the log-in page, whatever the address


@dataclass(frozen=True)
class Row:
    """One address by one method.

    ``allowed`` are answered as they wish, ``forbidden`` see that the thing is there and are refused; for everybody
    else there is no such thing. ``arguments`` names what the address is made of.
    """

    name: str
    method: str
    allowed: frozenset[str]
    forbidden: frozenset[str] = frozenset()
    arguments: tuple[str, ...] = ()
    states: tuple[State, ...] = (State.DRAFT,)
    form: dict[str, str] = field(default_factory=dict, hash=False)


def _open_to(name: str, allowed: frozenset[str], *arguments: str, method: str = "get") -> Row:
    """An address that is no secret: whoever is not allowed is told so."""
    return Row(name, method, allowed, EVERYONE - allowed, arguments)


def _of_article(name: str, method: str, by_state: dict[tuple[State, ...], frozenset[str]], **form: str) -> list[Row]:
    """An address of an article, by the states in which persons may use it."""
    rows = []
    for states, allowed in by_state.items():
        rows.append(Row(name, method, allowed, READERS - allowed, ("article",), states, form))
    return rows


def _register(name: str, thing: str, readers: frozenset[str], adders: frozenset[str]) -> list[Row]:
    """The list and forms of a register; nothing is ever deleted, and the admin's own history is switched off."""
    return [
        _open_to(f"{name}_changelist", readers),
        _open_to(f"{name}_add", adders),
        _open_to(f"{name}_change", readers, thing),
        _open_to(f"{name}_delete", NOBODY, thing),
        _open_to(f"{name}_delete", NOBODY, thing, method="post"),
        Row(f"{name}_history", "get", NOBODY, NOBODY, (thing,)),
    ]


ALL_STATES = tuple(State)
REVIEWS = (State.FIRST_REVIEW, State.SECOND_REVIEW, State.FINAL_REVIEW, State.SECOND_FINAL_REVIEW)
UNREVIEWED = (State.DRAFT, State.SENT_BACK, State.ARCHIVED_IMPORT)
ENDED = (State.PUBLISHED, State.RETRACTED)
EDITORS = frozenset({"editor", "chief_editor"})
SIGNERS = EDITORS | {"section_head", "outside_head", "leader"}
COMMENTERS = WRITERS | {"proofreader", "leader"}
DUE_SIGNERS = {
    (State.FIRST_REVIEW,): frozenset({"section_head", "editor"}),
    (State.SECOND_REVIEW,): EDITORS,
    (State.FINAL_REVIEW, State.SECOND_FINAL_REVIEW): frozenset({"chief_editor", "leader"}),
}

ARTICLES = [
    _open_to("article_list", READERS | OUTSIDE),
    _open_to("article_add", WRITERS | OUTSIDE),
    _open_to("photo_upload", WRITERS | OUTSIDE, method="post"),
    Row("article_review", "get", READERS, NOBODY, ("article",), ALL_STATES),
    Row("article_history", "get", READERS, NOBODY, ("article",), ALL_STATES),
    Row("article_sheet", "get", READERS, NOBODY, ("article",), ALL_STATES),
    Row("article_sheet_pdf", "get", READERS, NOBODY, ("article",), ALL_STATES),
    Row("article_previews", "get", EDITORS, READERS - EDITORS, ("article",), ALL_STATES),
    Row("article_previews", "post", EDITORS, READERS - EDITORS, ("article",), ALL_STATES),
    Row("preview_revoke", "post", EDITORS, READERS - EDITORS, ("article", "preview_link"), ALL_STATES),
    Row("article_revision", "get", READERS, NOBODY, ("article", "revision"), ALL_STATES),
    *_of_article(
        "article_edit",
        "get",
        {
            (*UNREVIEWED, State.WITHDRAWN): WRITERS,
            (State.FIRST_REVIEW,): EDITORS | {"section_head"},
            (*REVIEWS[1:], State.APPROVED): EDITORS,
            ENDED: NOBODY,
        },
    ),
    *_of_article(
        "article_submit",
        "post",
        {UNREVIEWED: WRITERS, (*REVIEWS, State.APPROVED, *ENDED, State.WITHDRAWN): NOBODY},
        expected_revision="1",
    ),
    *_of_article(
        "article_withdraw",
        "post",
        {(*UNREVIEWED, *REVIEWS, State.APPROVED): WRITERS, (*ENDED, State.WITHDRAWN): NOBODY},
        expected_revision="1",
        words="活动取消。",
    ),
    *_of_article(
        "article_send_back",
        "post",
        {
            (State.FIRST_REVIEW,): frozenset({"section_head", "editor"}),
            (State.SECOND_REVIEW,): EDITORS,
            (State.FINAL_REVIEW, State.SECOND_FINAL_REVIEW, State.APPROVED): frozenset({"chief_editor", "leader"}),
            (*UNREVIEWED, *ENDED, State.WITHDRAWN): NOBODY,
        },
        expected_revision="1",
        words="请核实数字。",
    ),
    # The team's section head, editor and chief editor sign one step each: four eyes shut out the one who signed before.
    *_of_article(
        "article_approve",
        "post",
        {(State.FIRST_REVIEW,): frozenset({"section_head", "editor"})},
        expected_revision="1",
        step="first",
    ),
    *_of_article("article_approve", "post", {(State.SECOND_REVIEW,): EDITORS}, expected_revision="1", step="second"),
    *_of_article(
        "article_approve",
        "post",
        {
            (State.FINAL_REVIEW,): frozenset({"chief_editor", "leader"}),
            (*UNREVIEWED, State.APPROVED, *ENDED, State.WITHDRAWN): NOBODY,
        },
        expected_revision="1",
        step="final",
    ),
    *_of_article(
        "article_approve",
        "post",
        {(State.SECOND_FINAL_REVIEW,): frozenset({"leader"})},
        expected_revision="1",
        step="second_final",
    ),
]

STORY = {
    "title": "写好的题",
    "body": "写好的话",
    "kind": "report",
    "expected_revision": "1",
    **{f"{rows}-TOTAL_FORMS": "0" for rows in ("bylines", "attributions", "photos")},
    **{f"{rows}-INITIAL_FORMS": "0" for rows in ("bylines", "attributions", "photos")},
}

WRITING = [
    _open_to("article_mine", WRITERS | OUTSIDE),
    _open_to("article_word", WRITERS | OUTSIDE),
    _open_to("article_word", WRITERS | OUTSIDE, method="post"),
    # what somebody has typed and not saved is there for nobody else
    Row("new_copy", "get", frozenset({"contributor"}), EVERYONE - WRITERS - OUTSIDE, ("form_key",)),
    _open_to("new_copy", WRITERS | OUTSIDE, "form_key", method="post"),
    _open_to("new_copy_discard", WRITERS | OUTSIDE, "form_key", method="post"),
    Row("article_copy", "get", WRITERS, READERS - WRITERS, ("article",), ALL_STATES),
    Row("article_copy", "post", WRITERS, READERS - WRITERS, ("article",), ALL_STATES, STORY),
    Row("article_copy_discard", "post", WRITERS, READERS - WRITERS, ("article",), ALL_STATES),
    *_of_article(
        "article_edit",
        "post",
        {
            (*UNREVIEWED, State.WITHDRAWN): WRITERS,
            (State.FIRST_REVIEW,): EDITORS | {"section_head"},
            (State.SECOND_REVIEW, State.FINAL_REVIEW, State.SECOND_FINAL_REVIEW, State.APPROVED): EDITORS,
            ENDED: NOBODY,
        },
        **STORY,
    ),
    *_of_article(
        "article_correct",
        "get",
        {
            (State.PUBLISHED,): WRITERS,
            (*UNREVIEWED, *REVIEWS, State.APPROVED, State.WITHDRAWN, State.RETRACTED): NOBODY,
        },
    ),
    *_of_article(
        "article_correct",
        "post",
        {
            (State.PUBLISHED,): WRITERS,
            (*UNREVIEWED, *REVIEWS, State.APPROVED, State.WITHDRAWN, State.RETRACTED): NOBODY,
        },
        **STORY,
        correction_note="题目有误，已改正。",
    ),
    *_of_article(
        "article_retract",
        "get",
        {
            (State.PUBLISHED,): frozenset({"chief_editor"}),
            (*UNREVIEWED, *REVIEWS, State.APPROVED, State.WITHDRAWN, State.RETRACTED): NOBODY,
        },
    ),
    *_of_article(
        "article_retract",
        "post",
        {
            (State.PUBLISHED,): frozenset({"chief_editor"}),
            (*UNREVIEWED, *REVIEWS, State.APPROVED, State.WITHDRAWN, State.RETRACTED): NOBODY,
        },
        expected_revision="1",
        reason="当事人要求撤下。",
        confirmed="on",
    ),
]

REVIEWING = [
    _open_to("article_queue", SIGNERS),
    _open_to("article_queue_next", SIGNERS),
    Row("article_compare", "get", READERS, NOBODY, ("article",), ALL_STATES),
    *_of_article(
        "article_claim",
        "post",
        {**DUE_SIGNERS, (*UNREVIEWED, State.APPROVED, *ENDED, State.WITHDRAWN): NOBODY},
        expected_revision="1",
    ),
    *_of_article("article_release", "post", {ALL_STATES: NOBODY}, expected_revision="1"),  # nobody claimed it
    *_of_article(
        "article_grade",
        "post",
        {(*UNREVIEWED, *REVIEWS, State.APPROVED, State.WITHDRAWN): EDITORS, ENDED: NOBODY},
        expected_revision="1",
        grade="C",
    ),
    *_of_article(
        "article_due",
        "post",
        {(*UNREVIEWED, *REVIEWS, State.APPROVED, State.WITHDRAWN): EDITORS, ENDED: NOBODY},
        expected_revision="1",
        due_on="2030-01-31",
    ),
    *_of_article(
        "article_remind",
        "post",
        {REVIEWS: WRITERS, (*UNREVIEWED, State.APPROVED, *ENDED, State.WITHDRAWN): NOBODY},
        expected_revision="1",
    ),
    *_of_article(
        "article_publish",
        "get",
        {
            (State.APPROVED,): frozenset({"chief_editor"}),
            (*UNREVIEWED, *REVIEWS, *ENDED, State.WITHDRAWN): NOBODY,
        },
    ),
    *_of_article(
        "article_publish",
        "post",
        {
            (State.APPROVED,): frozenset({"chief_editor"}),
            (*UNREVIEWED, *REVIEWS, *ENDED, State.WITHDRAWN): NOBODY,
        },
        expected_revision="1",
    ),
    *_of_article(
        "article_comment",
        "post",
        {tuple(state for state in State if state != State.RETRACTED): COMMENTERS, (State.RETRACTED,): NOBODY},
        expected_revision="1",
        words="请核实。",
        paragraph="1",
    ),
    *(
        Row("comment_reply", "post", allowed, READERS - allowed, ("article", "comment"), states, {"words": "已核实。"})
        for allowed, states in (
            (COMMENTERS, tuple(state for state in State if state != State.RETRACTED)),
            (NOBODY, (State.RETRACTED,)),
        )
    ),
    *(
        Row(name, "post", COMMENTERS, READERS - COMMENTERS, ("article", "comment"), ALL_STATES)
        for name in ("comment_resolve", "comment_reopen")
    ),
    *_of_article(
        "finding_accept",
        "post",
        {
            (*UNREVIEWED, State.WITHDRAWN): WRITERS,
            (State.FIRST_REVIEW,): EDITORS | {"section_head"},
            (*REVIEWS[1:], State.APPROVED): EDITORS,
            ENDED: NOBODY,
        },
    ),
    Row("finding_register", "get", RELEASERS, READERS - RELEASERS, ("article",), ALL_STATES),
    Row(
        "finding_register",
        "post",
        RELEASERS,
        READERS - RELEASERS,
        ("article",),
        ALL_STATES,
        {"kind": "term", "name": "邻里议事"},
    ),
    Row("article_findings", "post", WRITERS, READERS - WRITERS, ("article",), ALL_STATES, STORY),
    _open_to("new_findings", WRITERS | OUTSIDE, method="post"),
    _open_to("finding_notes", EVERYONE, method="post"),
    Row(
        "finding_dismiss",
        "post",
        DISMISSERS,
        READERS - DISMISSERS,
        ("article",),
        ALL_STATES,
        {"rule": "impossible-date", "place": "2月30日", "reason": "引文"},
    ),
]

COMMISSIONERS = EDITORS
ASSIGNMENTS = [
    _open_to("assignment_board", READERS | OUTSIDE),
    _open_to("assignment_calendar", READERS | OUTSIDE),
    _open_to("assignment_add", COMMISSIONERS),
    _open_to("assignment_add", COMMISSIONERS, method="post"),
    Row("assignment", "get", READERS, NOBODY, ("assignment",)),
    Row("assignment_change", "get", COMMISSIONERS, READERS - COMMISSIONERS, ("assignment",)),
    Row("assignment_change", "post", COMMISSIONERS, READERS - COMMISSIONERS, ("assignment",)),
    Row("assignment_accept", "post", WRITERS, READERS - WRITERS, ("assignment",), form={"version": "2"}),
    Row(
        "assignment_decline", "post", WRITERS, READERS - WRITERS, ("assignment",), form={"version": "2", "reason": "忙"}
    ),
    Row(
        "assignment_cancel",
        "post",
        COMMISSIONERS,
        READERS - COMMISSIONERS,
        ("assignment",),
        form={"version": "2", "reason": "不写了"},
    ),
    Row("assignment_assign", "post", COMMISSIONERS, READERS - COMMISSIONERS, ("declined",), form={"version": "3"}),
]

ISSUES = [
    _open_to("issue_list", ISSUE_READERS),
    _open_to("issue_add", PLACERS),
    Row("issue_edit", "get", PLACERS, ISSUE_READERS - PLACERS, ("issue",)),
    Row("issue_plan", "get", ISSUE_READERS, NOBODY, ("issue",)),
    *(
        Row(name, "get", ISSUE_READERS, NOBODY, ("issue",))
        for name in ("issue_board", "board_parts", "board_findings", "board_version")
    ),
    Row("board_image", "get", ISSUE_READERS, NOBODY, ("issue", "sequence")),
    Row("board_measure", "get", PLACERS, ISSUE_READERS - PLACERS, ("issue",)),
    Row("board_act", "post", PLACERS, ISSUE_READERS - PLACERS, ("issue", "board_act")),
    Row("board_compose", "get", PLACERS, ISSUE_READERS - PLACERS, ("issue",)),
    Row("board_compose", "post", PLACERS, ISSUE_READERS - PLACERS, ("issue",)),
    Row("issue_checklist", "get", ISSUE_READERS, NOBODY, ("issue",)),
    Row("page_sheet", "get", ISSUE_READERS, NOBODY, ("issue", "sequence")),
    Row("page_sheet_pdf", "get", ISSUE_READERS, NOBODY, ("issue", "sequence")),
    Row("issue_publish", "get", frozenset({"chief_editor"}), ISSUE_READERS - {"chief_editor"}, ("issue",)),
    Row("issue_publish", "post", frozenset({"chief_editor"}), ISSUE_READERS - {"chief_editor"}, ("issue",)),
    Row("issue_withdraw", "get", frozenset({"chief_editor"}), ISSUE_READERS - {"chief_editor"}, ("issue",)),
    Row("issue_withdraw", "post", frozenset({"chief_editor"}), ISSUE_READERS - {"chief_editor"}, ("issue",)),
    Row("placement_place", "post", PLACERS, ISSUE_READERS - PLACERS, ("issue",)),
    Row("placement_move", "post", PLACERS, ISSUE_READERS - PLACERS, ("placement",)),
    Row("placement_adjust", "post", PLACERS, ISSUE_READERS - PLACERS, ("placement",)),
    Row("placement_refresh", "post", PLACERS, ISSUE_READERS - PLACERS, ("placement",)),
    Row("placement_remove", "post", PLACERS, ISSUE_READERS - PLACERS, ("placement",)),
    Row("issue_proofs", "get", ISSUE_READERS, NOBODY, ("issue",)),
    Row("issue_proofs_pull", "post", PULLERS, ISSUE_READERS - PULLERS, ("issue",)),
    Row("issue_proofs_release", "post", RELEASERS, ISSUE_READERS - RELEASERS, ("issue",)),
    Row("page_proof", "get", ISSUE_READERS, NOBODY, ("issue", "sequence")),
    Row("page_proof_pull", "post", PULLERS, ISSUE_READERS - PULLERS, ("issue", "sequence")),
    Row("page_proof_changes", "get", ISSUE_READERS, NOBODY, ("issue", "sequence")),
    Row("proof_file", "get", ISSUE_READERS, NOBODY, ("proof", "proof_file")),
    Row("proof_mark", "post", PROOFERS, ISSUE_READERS - PROOFERS, ("proof",)),
    Row("proof_sign", "post", PROOFERS, ISSUE_READERS - PROOFERS, ("proof",)),
    Row("proof_return", "post", PROOFERS, ISSUE_READERS - PROOFERS, ("proof",)),
    Row("proof_release", "post", RELEASERS, ISSUE_READERS - RELEASERS, ("proof",)),
    # the proofreader made the mark, and may take it back
    Row("mark_answer", "post", PLACERS | {"proofreader"}, ISSUE_READERS - PLACERS - {"proofreader"}, ("mark",)),
    _open_to("page_import", WRITERS | OUTSIDE),
    _open_to("page_import", WRITERS | OUTSIDE, method="post"),
    # a page that somebody imports is hers alone until it is stored
    Row("page_import_preview", "get", frozenset({"editor"}), NOBODY, ("import_draft",)),
    Row("page_import_image", "get", frozenset({"editor"}), NOBODY, ("import_draft",)),
    Row("page_import_act", "post", frozenset({"editor"}), NOBODY, ("import_draft",)),
    Row("page_import_store", "post", frozenset({"editor"}), NOBODY, ("import_draft",)),
    Row("page_import_discard", "post", frozenset({"editor"}), NOBODY, ("import_draft",)),
]

REGISTERS = [
    *_register("departments_appointment", "appointment", REGISTRARS, REGISTRARS),
    *_register("issues_wordingentry", "wording_entry", REGISTRARS, REGISTRARS),
    *_register("issues_knownword", "known_word", REGISTRARS, REGISTRARS),
    _open_to("register_files", REGISTRARS),
    _open_to("register_download", REGISTRARS, "register", "ending"),
    _open_to("register_preview", REGISTRARS, "register", method="post"),
    _open_to("register_store", REGISTRARS, "register", method="post"),
    *_register("departments_department", "department", REGISTRARS, REGISTRARS),
    *_register("departments_gridarea", "grid_area", REGISTRARS, REGISTRARS),
    *_register("articles_column", "column", REGISTRARS, REGISTRARS),
    *_register("issues_publication", "publication", REGISTRARS, NOBODY),  # there is one already
]

ACCOUNTS = [
    *_register("accounts_user", "person", ADMINISTRATORS, frozenset({"system_admin"})),
    _open_to("accounts_user_password", frozenset({"system_admin"}), "person"),
    _open_to("accounts_user_password", frozenset({"system_admin"}), "person", method="post"),
    _open_to("accounts_user_release", frozenset({"security_admin"}), "person", method="post"),
    _open_to("accounts_user_second_factor", frozenset({"security_admin"}), "person", method="post"),
    _open_to("log_in_locks", ADMINISTRATORS),
    _open_to("log_in_unlock", frozenset({"security_admin"}), method="post"),
    *_register("accounts_auditentry", "audit_entry", frozenset({"audit_admin"}), NOBODY),
    _open_to("accounts_auditentry_change", NOBODY, "audit_entry", method="post"),
    _open_to("audit_export", frozenset({"audit_admin"})),
    _open_to("audit_check", frozenset({"audit_admin"})),
    _open_to("audit_check", frozenset({"audit_admin"}), method="post"),
]

FIGURES = frozenset({"contributor", "section_head", "editor", "chief_editor", "leader"}) | OUTSIDE

FRAME = [
    _open_to("index", EVERYONE),
    _open_to("figures", FIGURES),
    _open_to("figures_file", FIGURES),
    _open_to("error_rates", FIGURES),
    Row("error_rates_file", "get", NOBODY, EVERYONE - FIGURES),  # no issue is published in the table's newsroom
    _open_to("error_rates_count", FIGURES, method="post"),
    _open_to("password_change", EVERYONE),
    _open_to("my_security", EVERYONE),
    _open_to("second_factor_set_up", EVERYONE),
    *(
        _open_to(name, EVERYONE, method="post")
        for name in ("second_factor_set_up", "second_factor_off", "recovery_codes", "log_out_everywhere")
    ),
    _open_to("my_settings", EVERYONE),
    _open_to("my_settings", EVERYONE, method="post"),
    _open_to("notification_list", EVERYONE),
    _open_to("notification_read_all", EVERYONE, method="post"),
    # what concerns the editor is there for nobody else
    Row("notification_open", "get", frozenset({"editor"}), NOBODY, ("notification",)),
    Row("notification_read", "post", frozenset({"editor"}), NOBODY, ("notification",)),
    _open_to("password_change_done", EVERYONE),
    _open_to("jsi18n", EVERYONE),
    _open_to("autocomplete", NOBODY),
]

VOICE = [
    _open_to("reader_letters", EDITORS),
    Row("reader_letter", "get", EDITORS, EVERYONE - EDITORS, ("letter",)),
    Row("reader_letter", "post", EDITORS, EVERYONE - EDITORS, ("letter",), form={"act": "answer", "words": "已修好。"}),
]

TABLE = [*VOICE, *ARTICLES, *ASSIGNMENTS, *WRITING, *REVIEWING, *ISSUES, *REGISTERS, *ACCOUNTS, *FRAME]

# Addresses that need no row: who they are for is their whole point, or they only lead on to a row of the table.
BESIDE = {
    "login": "for visitors",
    "logout": "for everybody; shows the way in again",
    "second_factor": "for whoever has shown a password and not yet a code; everybody else is sent to the log-in page",
    "sign_on": "for visitors, where a sign-on service is set up",
    "sign_on_return": "for visitors who come back from the sign-on service",
    "language": "for visitors too; changes a cookie",
    "app_list": "leads on to index",
    "issues_issue_changelist": "another name of issue_list",
    "issues_issue_add": "another name of issue_add",
    "issues_issue_change": "another name of issue_plan",
}
