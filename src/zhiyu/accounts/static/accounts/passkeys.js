// Passkeys: asks the server for a challenge, the browser for the answer, and goes on where the server says.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.allowCredentials, options.excludeCredentials]) {
    for (const one of list || []) one.id = bytes(one.id);
  }
  return options;
}

function plain(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function post(address, content) {
  const proof = document.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": proof },
    body: JSON.stringify(content),
  });
}

async function use(button) {
  const begun = await post(button.dataset.passkey, { step: "begin", next: button.dataset.next });
  if (!begun.ok) throw new Error("refused");
  const options = readable((await begun.json()).publicKey);
  const asked = options.user ? "create" : "get";
  const credential = plain(await navigator.credentials[asked]({ publicKey: options }));
  const done = await post(button.dataset.passkey, { step: "end", next: button.dataset.next, credential });
  if (!done.ok) throw new Error("refused");
  location.assign((await done.json()).next);
}

if (window.PublicKeyCredential) {
  for (const one of document.querySelectorAll("[data-passkey-only]")) one.hidden = false;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.addEventListener("click", async () => {
      const error = document.querySelector("[data-passkey-error]");
      error.hidden = true;
      button.disabled = true;
      try {
        await use(button);
      } catch {
        error.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
}
