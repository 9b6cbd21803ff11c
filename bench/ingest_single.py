"""Durable events a second over HTTP, one event a request, against the bare loop that fsyncs as many together."""

from _ingestion import measure

if __name__ == "__main__":
    measure("ingest_single", connections=32, each=100, batch=1, group=32)
