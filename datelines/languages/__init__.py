"""What a language knows of time, as data: one YAML file a language."""
