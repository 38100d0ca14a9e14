"""News articles in, a dated, sourced and validated timeline out. The public names, sorted."""

__all__: list[str] = []
