"""Migrations, applied by `helpline.store.migrate.migrate`. A published one is never changed."""
