// Moments as people write them: 1:23.4, and as subtitle files do: 00:01:23,400.

const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?$/;
const FULL_STOP = /\u3002/g; // as a Chinese keyboard types it, with the wide colon that NFKC makes narrow

const read = new Map(); // asked of every line with every picture of the film

/** Milliseconds, or null for what is no time. */
export function ms(text) {
  if (!read.has(text)) read.set(text, parsed(text));
  return read.get(text);
}

function parsed(text) {
  const found = CLOCK.exec(text.normalize("NFKC").replace(FULL_STOP, ".").trim());
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1, 4).map((one) => Number(one ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((found[4] ?? "0").padEnd(3, "0"));
}

/** With as many places as it has: what a file said to the millisecond is not lost by being shown. */
export function clock(value) {
  const two = (n) => String(n).padStart(2, "0");
  const whole = Math.floor(value / 1000);
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const places = String(value % 1000).padStart(3, "0").replace(/0{1,2}$/, "");
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)}.${places}`;
}

export const tenth = (value) => Math.max(0, Math.round(value / 100) * 100);
