"""What a page says of itself to programs: the META of government sites, Open Graph, schema.org, links elsewhere.

A view describes its page in a ``Head``; ``build`` makes a ``Metadata`` of it, plain values that one template component
(``reading/components/metadata.html``) prints. Nothing here asks the database.
"""

from reading.metadata.addresses import absolute
from reading.metadata.build import Link, Metadata, build
from reading.metadata.heads import ArticleFacts, Crumb, Head

__all__ = ["ArticleFacts", "Crumb", "Head", "Link", "Metadata", "absolute", "build"]
