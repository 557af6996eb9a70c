"""The registers that go to files and come back, by name, in the order in which they are shown."""

from __future__ import annotations

from issues.registers.kind import RegisterKind
from issues.registers.people import PEOPLE
from issues.registers.units import ALIASES, AREAS, DEPARTMENTS
from issues.registers.words import WORDING, WORDS

REGISTERS: dict[str, RegisterKind] = {kind.name: kind for kind in (PEOPLE, DEPARTMENTS, ALIASES, AREAS, WORDS, WORDING)}
