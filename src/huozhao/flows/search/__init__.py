"""Search as a service: the live index, finding, completing, synonyms, the query log."""
