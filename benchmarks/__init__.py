"""Speed as ratios within one run: machines differ, ratios stay. ``python -m benchmarks`` runs them all."""
