"""Scenes as the mall keeps them: documents, the context of a request, zones for pages, what they achieve."""
