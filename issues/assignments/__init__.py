"""Commissioned stories (约稿、派稿): what the editors want, from whom, for which issue, by when."""
