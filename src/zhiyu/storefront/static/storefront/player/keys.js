// Content keys that come sealed for this page alone: made with a private key that no script can read out.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const POINT_BYTES = 65;
const NONCE_BYTES = 12;
const INFO = new TextEncoder().encode("zhiyu wrapped key");

/** Only where the page came by https, or from this machine. */
export const canUnwrap = () => Boolean(globalThis.crypto?.subtle);

let pair;

async function ours() {
  pair ??= crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const { privateKey, publicKey } = await pair;
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const text = btoa(String.fromCharCode(...point)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return { privateKey, text };
}

export async function addressed(url) {
  const whole = new URL(url);
  whole.searchParams.set("to", (await ours()).text);
  return whole.href;
}

export async function unwrap(sealed, url) {
  const { privateKey } = await ours();
  const address = new TextEncoder().encode(new URL(url).pathname);
  const bytes = new Uint8Array(sealed);
  const theirs = await crypto.subtle.importKey("raw", bytes.slice(0, POINT_BYTES), CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const salt = await crypto.subtle.digest("SHA-256", address);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt, info: INFO };
  const opening = await crypto.subtle.deriveKey(hkdf, secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const iv = bytes.slice(POINT_BYTES, POINT_BYTES + NONCE_BYTES);
  const gcm = { name: "AES-GCM", iv, additionalData: address };
  return crypto.subtle.decrypt(gcm, opening, bytes.slice(POINT_BYTES + NONCE_BYTES));
}

/** hls.js asks for everything by one loader: of it, keys alone are wrapped. */
export function unwrapping(Loader) {
  return class extends Loader {
    load(context, config, callbacks) {
      if (!context.keyInfo) {
        super.load(context, config, callbacks);
        return;
      }
      const plain = context.url;
      const failed = (error) => callbacks.onError({ code: 0, text: String(error) }, context, null, this.stats);
      const onSuccess = (response, stats, _context, details) =>
        unwrap(response.data, plain)
          .then((data) => callbacks.onSuccess({ ...response, data }, stats, context, details))
          .catch(failed);
      addressed(plain)
        .then((url) => super.load({ ...context, url }, config, { ...callbacks, onSuccess }))
        .catch(failed);
    }
  };
}
