"""The read-only JSON API: what the paper has published, for other newsrooms and programs.

``description`` is the one description: addresses, parameters and schemas stand there, and routes, checks, the OpenAPI
document and the page for people all follow from it.
"""
