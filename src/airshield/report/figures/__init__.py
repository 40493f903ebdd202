"""The figures of the report, by topic; each is None when there is nothing to show."""
