"""Each audit row carries the hash of the row before it: the database itself links the chain when an act commits.

Linking at commit, under one advisory lock held for a moment, keeps the chain gapless and in the order of commits
without making acts wait for one another. ``accounts.chain`` recomputes the same digest in Python.
"""

from django.db import migrations

DIGEST = """
CREATE FUNCTION newsroom_audit_digest(entry accounts_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
        string_agg(octet_length(part)::text || ':' || part, ',' ORDER BY place), 'UTF8')), 'hex')
    FROM unnest(ARRAY[
        entry.previous_hash, entry.position::text, entry.id::text,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(entry.actor_id::text, ''), entry.actor_name, entry.action, entry.result,
        entry.target_type, entry.target_id, entry.target_label, entry.detail::text, coalesce(host(entry.address), '')
    ]) WITH ORDINALITY AS parts(part, place)
$$;
"""

# 7293011 is any number that nothing else in this database locks.
CHAIN = """
CREATE FUNCTION newsroom_audit_link(number bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    entry accounts_auditentry;
    latest accounts_auditentry;
BEGIN
    PERFORM pg_advisory_xact_lock(7293011);
    SELECT * INTO latest FROM accounts_auditentry WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1;
    SELECT * INTO entry FROM accounts_auditentry WHERE id = number;
    entry.position := coalesce(latest.position, 0) + 1;
    entry.previous_hash := coalesce(latest.hash, '');
    UPDATE accounts_auditentry SET position = entry.position, previous_hash = entry.previous_hash,
        hash = newsroom_audit_digest(entry) WHERE id = number;
END
$$;

CREATE FUNCTION newsroom_audit_unlinked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.position := NULL;
    NEW.previous_hash := '';
    NEW.hash := '';
    RETURN NEW;
END
$$;

CREATE FUNCTION newsroom_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom_audit_link(NEW.id);
    RETURN NULL;
END
$$;
"""

# An UPDATE may only link a row that is not linked yet. A DELETE is for the retention command alone, and the database
# holds it to what is older than six months, by the server's clock.
GUARD = """
CREATE FUNCTION newsroom_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    linked CONSTANT text[] := ARRAY['position', 'previous_hash', 'hash'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash = '' AND NEW.hash <> '' AND to_jsonb(NEW) - linked = to_jsonb(OLD) - linked THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND current_setting('newsroom.audit_retention', true) = 'on'
            AND OLD.at < now() - interval '6 months' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are written once: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
"""

FUNCTIONS_AWAY = """
DROP FUNCTION newsroom_audit_guard();
DROP FUNCTION newsroom_audit_chain();
DROP FUNCTION newsroom_audit_unlinked();
DROP FUNCTION newsroom_audit_link(bigint);
DROP FUNCTION newsroom_audit_digest(accounts_auditentry);
"""

LINK_WHAT_IS_THERE = """
DROP TRIGGER append_only ON accounts_auditentry;
DO $$
DECLARE
    number bigint;
BEGIN
    FOR number IN SELECT id FROM accounts_auditentry ORDER BY id LOOP
        PERFORM newsroom_audit_link(number);
    END LOOP;
END
$$;
"""

OPEN_AGAIN = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""

TRIGGERS = """
CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION newsroom_audit_guard();
CREATE TRIGGER audit_unlinked BEFORE INSERT ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION newsroom_audit_unlinked();
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON accounts_auditentry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION newsroom_audit_chain();
"""

TRIGGERS_AWAY = """
DROP TRIGGER audit_chain ON accounts_auditentry;
DROP TRIGGER audit_unlinked ON accounts_auditentry;
DROP TRIGGER audit_guard ON accounts_auditentry;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_audit_links_and_notifications")]

    operations = [
        migrations.RunSQL(DIGEST + CHAIN + GUARD, FUNCTIONS_AWAY),
        migrations.RunSQL(LINK_WHAT_IS_THERE, OPEN_AGAIN),
        migrations.RunSQL(TRIGGERS, TRIGGERS_AWAY),
    ]
