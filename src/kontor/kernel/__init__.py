"""What every package stands on and no business noun: money, quantity, numbers, errors, outbox, idempotency, statements."""
