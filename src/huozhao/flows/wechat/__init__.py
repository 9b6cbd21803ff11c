"""What passes between the mall and WeChat: log-in, taps, payments, shipping, visits."""
