"""The demo paper: its invented content (TOML), its drawn pictures, and the loader."""

# Printed with the accounts of the demo, which cannot log in where DEBUG is off.
PASSWORD = "tongxi-demo-2026"  # noqa: S105
