"""A pretended Tencent Cloud Live: takes streams in by signed addresses, gives them out by others, and tells of them."""
