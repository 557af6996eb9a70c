"""A question is answered by one process: to start others takes longer than nearly every answer."""

from django.db import migrations

# The making of the index (0011) allowed others, and the planner took them for a handful of rows, since it believes
# the function over texts to be called for each. Without this setting it would again in a table of some size.
ONE_PROCESS = "ALTER TABLE articles_searchentry SET (parallel_workers = 0)"
OTHERS_TOO = "ALTER TABLE articles_searchentry SET (parallel_workers = 2)"


class Migration(migrations.Migration):
    """Keeps other processes out of searches."""

    dependencies = [("articles", "0011_fewer_search_keys")]
    safe_because = "a setting of the planner changes no answer"

    operations = [migrations.RunSQL(ONE_PROCESS, OTHERS_TOO)]
