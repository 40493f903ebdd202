"""What was reported: records of raids, claims, alarms, and what can be learned from them."""
