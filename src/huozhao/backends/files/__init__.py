"""Files on disk: tables that are imported and models that are kept."""
