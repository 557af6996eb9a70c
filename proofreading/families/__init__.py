"""The families of checks, one module each; ``proofreading.registry`` knows them by name."""
