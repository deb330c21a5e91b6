// Segments may be led to a store elsewhere. One that does not answer is noticed here first.

const BUSY = 503;

/** No answer at all, or one that is not the school's: what the school itself refuses, it means. */
const isElsewhere = ({ code }, details) => !code || !(details?.responseURL ?? "").startsWith(location.origin);

/** After the first segment that did not come, all are asked for from the school itself: hls.js tries a 503 again. */
export function fromHere(Loader) {
  let here = false;
  return class extends Loader {
    load(context, config, callbacks) {
      const first = !here;
      const onError = (error, asked, details, ...more) => {
        const lost = first && isElsewhere(error, details);
        here ||= lost;
        callbacks.onError(lost ? { ...error, code: BUSY } : error, asked, details, ...more);
      };
      const onTimeout = (...more) => {
        here = true;
        callbacks.onTimeout(...more);
      };
      const url = here ? `${context.url}?here` : context.url;
      super.load({ ...context, url }, config, { ...callbacks, onError, onTimeout });
    }
  };
}
