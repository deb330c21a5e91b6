// A lesson whose file is being made ready opens by itself once it is.

const WAITING_MS = 15_000;

setTimeout(() => location.reload(), WAITING_MS);
