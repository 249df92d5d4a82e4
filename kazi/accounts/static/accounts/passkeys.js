// Passkeys: hands the server's challenge to the browser, and the browser's answer to a form.
// Without this script, codes and passwords still work.
(() => {
  "use strict";

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    if (!buffer) return null;
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const toMake = (said) => {
    const key = said.publicKey;
    return {
      publicKey: {
        ...key,
        challenge: bytes(key.challenge),
        user: { ...key.user, id: bytes(key.user.id) },
        excludeCredentials: known(key.excludeCredentials),
      },
    };
  };
  const toGet = (said) => {
    const key = said.publicKey;
    return {
      publicKey: { ...key, challenge: bytes(key.challenge), allowCredentials: known(key.allowCredentials) },
    };
  };
  const asJson = (made) => {
    const from = made.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    if (from.attestationObject) {
      response.attestationObject = text(from.attestationObject);
      response.transports = from.getTransports ? from.getTransports() : [];
    } else {
      response.authenticatorData = text(from.authenticatorData);
      response.signature = text(from.signature);
      response.userHandle = text(from.userHandle);
    }
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      authenticatorAttachment: made.authenticatorAttachment || null,
      clientExtensionResults: made.getClientExtensionResults(),
      response,
    });
  };

  const send = (form, made) => {
    form.elements.namedItem("credential").value = asJson(made);
    form.submit();
  };
  const complain = (form, error) => {
    // Who closes the browser's own window has decided; that needs no alarm.
    const kind = error && error.name === "InvalidStateError" ? "known" : "failed";
    const place = form.querySelector("[data-trouble]");
    place.textContent = place.dataset[kind] || place.dataset.failed;
    place.hidden = false;
  };
  const written = (form) => JSON.parse(document.getElementById(form.dataset.options).textContent);
  const fetched = async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error(`The challenge could not be had: ${answer.status}`);
    return (await answer.json()).request_options;
  };

  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  if (!window.PublicKeyCredential || !window.isSecureContext) {
    const cannot = document.querySelector("[data-cannot]");
    if (cannot) cannot.hidden = false;
    return;
  }
  form.hidden = false;
  let waiting = null; // The quiet request that offers passkeys in the field for the name.

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (waiting) waiting.abort();
    form.querySelector("[data-trouble]").hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      if (form.dataset.passkey === "make") {
        send(form, await navigator.credentials.create(toMake(written(form))));
      } else {
        const said = form.dataset.options ? written(form) : await fetched(form);
        send(form, await navigator.credentials.get(toGet(said)));
      }
    } catch (error) {
      complain(form, error);
      button.disabled = false;
    }
  });

  const offerQuietly = async () => {
    const can = PublicKeyCredential.isConditionalMediationAvailable;
    if (!can || !(await PublicKeyCredential.isConditionalMediationAvailable())) return;
    waiting = new AbortController();
    try {
      const said = toGet(await fetched(form));
      send(form, await navigator.credentials.get({ ...said, mediation: "conditional", signal: waiting.signal }));
    } catch {
      // Nobody chose a passkey there; the button and the password remain.
    }
  };
  const field = document.querySelector("input[autocomplete~='webauthn']");
  // Only once somebody is about to write their name: a page that is merely looked at asks for nothing.
  if (field) field.addEventListener("focus", offerQuietly, { once: true });
})();
