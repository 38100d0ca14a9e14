"""What the readers of all formats share: files and charsets, furniture, publication dates, zones, languages."""
