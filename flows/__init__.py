"""When it runs: thin Prefect flows. The only importer of Prefect."""
