"""Pledges and deliveries: raid after raid, month after month, with what has arrived by then."""
