"""From a rectangle that the search chose to a shape that fits it to the line."""

from __future__ import annotations

from dataclasses import replace

from issues.composing.settings import Setting, with_photo_rows
from issues.layout.measure import measure
from issues.layout.model import Shape, Story
from issues.layout.style import PageStyle

CROPS = 12  # steps between the flattest and the highest crop of a photo


def shape_for(story: Story, setting: Setting, height: int, style: PageStyle) -> Shape:
    """The setting's shape in a block of this height, its photos as high as the text leaves room for."""
    flattest = replace(with_photo_rows(setting.shape, story, style, 0.0), rows=height)
    spread = setting.most - setting.rows
    if not setting.shape.photos or spread <= 0:
        return flattest
    first = min(CROPS, round(CROPS * (height - setting.rows) / spread) + 1)
    for step in range(first, 0, -1):
        shape = replace(with_photo_rows(setting.shape, story, style, step / CROPS), rows=height)
        if measure(story, shape, style).fits:
            return shape
    return flattest
