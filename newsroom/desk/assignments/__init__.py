"""Commissioned stories at the desk: board, calendar, and one page for each assignment."""
