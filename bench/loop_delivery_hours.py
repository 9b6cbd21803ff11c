"""Hours from order to door, the loop against the usual way."""

from _loop import need_report, show

if __name__ == "__main__":
    need_report()
    show("loop_delivery_hours", "delivery_hours", "hours from order to door")
