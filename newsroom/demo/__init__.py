"""The demo paper: its invented content (TOML), its drawn pictures, and the loader."""
