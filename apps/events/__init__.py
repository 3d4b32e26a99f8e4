"""The append-only outbox that browsers poll."""
