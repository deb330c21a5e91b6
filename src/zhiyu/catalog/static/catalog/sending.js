// One resumable upload (tus 1.0.0). No side effects on import: several islands share it.

const RETRY_AFTER = [0, 1000, 2000, 4000, 8000, 15000, 30000, 30000, 30000, 30000];
const FULL = 507;
const PIECE = 1024 * 1024; // the most that a broken line or a reload takes back

export const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

/** Of a file at a place: the same file may be on its way to two lessons. */
export const fingerprintOf = (file, slot) => ["zhiyu", slot, file.name, file.type, file.size, file.lastModified].join(":");

function words(error) {
  const body = error.originalResponse?.getBody?.() ?? "";
  try {
    return JSON.parse(body).detail ?? "";
  } catch {
    return "";
  }
}

// expect: the kind of file that is needed ("image"), or "". on: { progress(percent), waiting(), resumed(), done(assetId), failed(text, later) }. Answers the upload, to pause or drop.
export function send(file, { endpoint, slot, expect = "" }, on) {
  const upload = new window.tus.Upload(file, {
    endpoint,
    chunkSize: PIECE,
    retryDelays: RETRY_AFTER,
    metadata: { filename: file.name, filetype: file.type, ...(expect && { expect }) },
    headers: { "X-CSRFToken": csrf() },
    fingerprint: () => Promise.resolve(fingerprintOf(file, slot)),
    removeFingerprintOnSuccess: true,
    onShouldRetry(error) {
      const status = error.originalResponse?.getStatus() ?? 0;
      if (status === FULL) return false; // waiting a minute frees no disk
      const again = status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
      if (again) on.waiting?.();
      return again;
    },
    onProgress: (sent, whole) => on.progress?.(whole ? Math.floor((sent * 100) / whole) : 0),
    onError: (error) => on.failed?.(words(error), error.originalResponse?.getStatus() === FULL),
    onSuccess: ({ lastResponse }) => on.done(lastResponse.getHeader("Zhiyu-Asset")),
  });
  upload.findPreviousUploads().then((earlier) => {
    if (earlier.length) {
      upload.resumeFromPreviousUpload(earlier[0]);
      on.resumed?.();
    }
    upload.start();
  });
  return upload;
}
