"""What a topic knows: actors, series, places, cues, as data: one YAML file a topic."""
