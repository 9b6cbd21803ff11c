"""A WeChat to try against: the endpoints that malls call, with their rules, on this machine."""
