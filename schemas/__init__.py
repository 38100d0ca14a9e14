"""What a published table promises: one YAML a table, from which schema, checks, header and docs come."""
