"""Fuzzing: programs that make up input, guided by what of our code it reaches, and properties that must hold of it.

``python -m benchmarks fuzz [--minutes 10] [--target NAME]``. Five targets are guided by coverage (atheris, which is
libFuzzer for Python): the body's sanitiser, the page importer, the acts of a person on an imported page, the Word
reader and the PDF reader. Two ask the whole site over WSGI: the JSON API by its own OpenAPI document (schemathesis),
and the public addresses with their query strings (hypothesis). What was found stands in ``var/fuzz/<target>/``, each
with the input that shows it, the shortest that came by; corpora are kept there for the next search.
"""
