"""Proofs of pages: pulled, marked, compared, signed, released."""
