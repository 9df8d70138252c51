"""What every package stands on, without a business noun: money, quantity, numbers, errors, outbox, statements."""
