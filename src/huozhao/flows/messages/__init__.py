"""Messages: wishes of all rooms in one durable queue, judged by one arbiter, sent at most once, read by the shopper."""
