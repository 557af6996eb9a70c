"""Ways to hold connections: anew for each request, one kept by each thread, psycopg's pool."""

from __future__ import annotations

from benchmarks.pages import addresses
from benchmarks.server import rate, serving

WAYS = {
    "a new connection each": {"DATABASE_CONNECTION_AGE": "0"},
    "persistent": {"DATABASE_CONNECTION_AGE": "600"},
    "psycopg's pool": {"BENCHMARK_POOL": "1"},
}


def main() -> None:
    """Print the ratios."""
    rates = {}
    for name, settings in WAYS.items():
        with serving(**settings) as site:
            rates[name] = rate(site + addresses(site)["article"])
    print("Article page by way of connecting, rate relative to persistent connections (1.00):")
    for name, value in rates.items():
        print(f"  {name:<22} {value / rates['persistent']:.2f}")
