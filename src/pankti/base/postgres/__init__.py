"""Django's PostgreSQL backend, which tells the database who is asking (``base.sight``) before each first statement."""
