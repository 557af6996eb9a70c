"""Proofs at the desk: the overview of an issue, the page with its marks, comparing two settings, signing, release."""
