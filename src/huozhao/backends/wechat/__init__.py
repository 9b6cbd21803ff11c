"""WeChat's interfaces over HTTP: the mini program's server side, and WeChat Pay v3."""
