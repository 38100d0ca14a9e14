"""From tagged sentences to dated mentions, and from mentions to events."""
