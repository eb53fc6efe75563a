"""When accounts and organizations are to be deleted, and the right of the role `system` to do it."""

from contentforge_app.migrations.schema import roles, run

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

_DUE = [
    "ALTER TABLE user_account ADD COLUMN deletion_due_at timestamptz",
    "ALTER TABLE organization ADD COLUMN deletion_due_at timestamptz",
]


def upgrade() -> None:
    system = roles().system
    run(_DUE)
    # All tables with tenants have the policy; of what the ledger keeps, nothing is deleted.
    run(
        [
            f"""
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT tablename FROM pg_policies
        WHERE schemaname = 'public' AND policyname = 'system' AND tablename NOT IN ('usage_entry', 'usage_period')
    LOOP
        EXECUTE format('GRANT DELETE ON %I TO {system}', found.tablename);
    END LOOP;
END $$
""",
            f"GRANT UPDATE ON membership, user_account TO {system}",
        ]
    )
