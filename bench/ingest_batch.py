"""Durable events a second over HTTP in batches of 50, against the bare loop that fsyncs as many together."""

from _ingestion import measure

if __name__ == "__main__":
    measure("ingest_batch", connections=16, each=50, batch=50, group=800)
