"""What government sites print at the foot of every page, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from issues.models import Publication

ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch?code="


@dataclass(frozen=True, slots=True)
class FooterLine:
    """One line of the footer; ``href`` leads to whom it names, or to the register that can confirm it."""

    label: str
    value: str
    href: str = ""


def footer_lines(publication: Publication | None) -> list[FooterLine]:
    """Who is responsible, how to reach them, and the site's registrations; what is not entered is left out."""
    if publication is None:
        return []
    digits = "".join(re.findall(r"[0-9]+", publication.police_number))
    dialled = re.sub(r"[^0-9+-]", "", publication.telephone)
    lines = [
        FooterLine(_("Sponsor"), publication.sponsor),
        FooterLine(_("Edited and produced by"), publication.editor_unit),
        FooterLine(_("Address"), publication.address),
        FooterLine(_("Telephone"), publication.telephone, f"tel:{dialled}" if dialled else ""),
        FooterLine(_("E-mail"), publication.email, f"mailto:{publication.email}"),
        FooterLine(_("Government site code"), publication.site_code),
        FooterLine(_("ICP record"), publication.icp_number, ICP_REGISTER),
        FooterLine(_("Public security record"), publication.police_number, f"{POLICE_REGISTER}{digits}"),
    ]
    return [line for line in lines if line.value]
