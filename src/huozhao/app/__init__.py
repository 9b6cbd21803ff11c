"""The composition root: settings to back ends to App. The only room that knows everything."""

from huozhao.app.clock import simulated_clock
from huozhao.app.mall import App
from huozhao.app.opening import open_access, open_app, open_trials

__all__ = ["App", "open_access", "open_app", "open_trials", "simulated_clock"]
