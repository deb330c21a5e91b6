"""RTMP as far as taking in one publisher's stream needs it, with a bound on everything a stranger can send."""
