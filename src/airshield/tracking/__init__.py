"""What is seen: plots → tracks."""
