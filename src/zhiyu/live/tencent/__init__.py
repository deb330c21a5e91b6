"""Tencent Cloud Live takes teachers' streams in; we pull each once and keep it like what we receive ourselves."""
