"""What a person looks at: the table on the terminal, the figures, the page, the replay."""
