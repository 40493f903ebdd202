"""`airshield evidence`: records of raids, what they are worth, what can be learned from them."""
