"""Where readers write: report an error in a story, write to the paper, find the answer. Never kept by a cache."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.errors import Incomplete, WorkflowError
from articles.models import Article
from reading import preferences, querysets
from reading.models import ReaderLetter
from reading.views.rendering import Crumb, Head, own_site, render_page
from reading.voice import letters
from reading.voice.counts import count_reading
from reading.voice.limits import within_limit

MOST_LETTERS, LETTERS_IN = 6, 3600  # of one connection, in so many seconds
MOST_READINGS, READINGS_IN = 120, 3600
QUICKEST = 2  # seconds in which no person fills in a form
LONGEST = 12 * 3600  # seconds for which a form may stay open
SALT = "reading.voice"


class WritingForm(forms.Form):
    """What a reader types. ``website`` is seen by programs alone; ``opened`` says when the form was made."""

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    is_from_a_program = False

    def clean(self) -> dict[str, Any]:
        """Who answers at once, or fills in what nobody sees, is a program."""
        cleaned = super().clean() or {}
        self.is_from_a_program = bool(cleaned.get("website"))
        try:
            age = _age(cleaned.get("opened", ""))
        except signing.BadSignature:
            raise forms.ValidationError(_("The form was open for very long. Please send it once more.")) from None
        if age < QUICKEST:
            raise forms.ValidationError(_("That was very quick. Please look it over and send it once more."))
        return cleaned


class ReportForm(WritingForm):
    """An error found in a story."""

    passage = forms.CharField(
        label=gettext_lazy("The words in question (may stay empty)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and how would it be right?"),
        max_length=letters.LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class LetterForm(WritingForm):
    """A letter to the paper."""

    text = forms.CharField(
        label=gettext_lazy("Your letter"), max_length=letters.LONGEST_LETTER, widget=forms.Textarea(attrs={"rows": 10})
    )
    pen_name = forms.CharField(
        label=gettext_lazy("How it shall be signed (a pen name will do, may stay empty)"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _opened() -> str:
    return signing.TimestampSigner(salt=SALT).sign("form")


def _age(opened: str) -> float:
    """Seconds since a form was made; raises BadSignature for what was not signed here, or too long ago."""
    signer = signing.TimestampSigner(salt=SALT)
    signer.unsign(opened, max_age=LONGEST)
    try:
        signer.unsign(opened, max_age=QUICKEST)
    except signing.SignatureExpired:
        return float(QUICKEST)
    return 0.0


def _show(
    request: HttpRequest, template: str, head: Head, form: WritingForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A form; what was typed stays in it, and the time at which it was opened is new."""
    shared = {"form": form, "csrf_token": get_token(request), "opened": _opened()}
    with preferences.of(request):
        return render_page(template, head, own_site(), shared | context, status=status)


def _may_write(request: HttpRequest, form: WritingForm) -> bool:
    """Whether the form is good and the connection has not written too much; says on the form why not."""
    if not form.is_valid():
        return False
    if not within_limit(request, "letter", most=MOST_LETTERS, seconds=LETTERS_IN):
        form.add_error(None, _("A lot was sent from this connection in the last hour. Please try again later."))
        return False
    return True


def _status(form: WritingForm) -> int:
    return 422 if form.errors else 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report an error in a public story (我为网站找错)."""
    article = querysets.stories().select_related("published_revision").filter(pk=pk).first()
    if article is None or article.published_revision is None:
        raise Http404
    title = article.published_revision.title
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _may_write(request, form):
        return _sent(form, lambda: letters.report_error(article, **_words(form, "text", "passage"))) or _show(
            request, "voice/report.html", _report_head(article, title), form, status=422, article=article, title=title
        )
    head = _report_head(article, title)
    return _show(request, "voice/report.html", head, form, status=_status(form), article=article, title=title)


def _report_head(article: Article, title: str) -> Head:
    parents = (Crumb(title, article.get_absolute_url()),)
    path = reverse("reading:report_error", args=[article.pk])
    return Head(title=_("Report an error"), path=path, parents=parents, is_indexed=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write to the paper (群言堂)."""
    form = LetterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _may_write(request, form):
        sent = _sent(form, lambda: letters.write_letter(**_words(form, "text", "pen_name")))
        if sent is not None:
            return sent
    head = Head(title=_("Write to the paper"), path=reverse("reading:write_letter"))
    return _show(request, "voice/write.html", head, form, status=_status(form))


def _words(form: WritingForm, *names: str) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in names}


def _sent(form: WritingForm, store: Any) -> HttpResponse | None:
    """Store what a person sent and lead to the address of the answer; a program is thanked and nothing is kept."""
    if form.is_from_a_program:
        return redirect("reading:write_letter")
    try:
        letter = store()
    except Incomplete as refusal:
        for problem in refusal.problems:
            form.add_error("text", problem)
        return None
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect(f"{reverse('reading:letter', args=[letter.token])}?sent=1")


@never_cache
@require_safe
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What became of a letter, for whoever has its address."""
    found = ReaderLetter.objects.select_related("article__published_revision", "made__published_revision")
    letter = found.filter(token=token).first() if len(token) <= 43 else None
    if letter is None:
        raise Http404
    public = {article.pk: article for article in (letter.article, letter.made) if article and _is_public(article)}
    article = letter.article if letter.article_id in public else None
    corrections: list[Any] = list(querysets.corrections(article.pk)) if article else []
    context = {
        "letter": letter,
        "article": article,
        "made": letter.made if letter.made_id in public else None,
        "corrections": [each for each in corrections if each.shown_at >= letter.received_at],
        "was_sent": "sent" in request.GET,
    }
    path = reverse("reading:letter", args=[token])
    with preferences.of(request):
        response = render_page(
            "voice/letter.html", Head(title=_("Your letter"), path=path, is_indexed=False), own_site(), context
        )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _is_public(article: Article) -> bool:
    return Article.objects.published().filter(pk=article.pk).exists()


@csrf_exempt  # it changes nothing but a number, and a page kept by a cache holds no token
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Count one reading, asked for by the article's own page."""
    origin = request.headers.get("Origin", "")
    if origin and origin.partition("://")[2] != request.get_host():
        return HttpResponse(status=403)
    if within_limit(request, "reading", most=MOST_READINGS, seconds=READINGS_IN) and not count_reading(pk):
        raise Http404
    return HttpResponse(status=204)
