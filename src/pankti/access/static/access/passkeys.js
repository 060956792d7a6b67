// Passkeys: asks the browser, brings its answer to us, and goes where we say. Without script or passkeys the page shows none of it.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => {
  let raw = "";
  for (const byte of new Uint8Array(buffer)) raw += String.fromCharCode(byte);
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const ids = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const toCreate = (given) => ({
  ...given,
  challenge: bytes(given.challenge),
  user: { ...given.user, id: bytes(given.user.id) },
  excludeCredentials: ids(given.excludeCredentials),
});
const toGet = (given) => ({ ...given, challenge: bytes(given.challenge), allowCredentials: ids(given.allowCredentials) });

const spoken = (made) => {
  const { response } = made;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: said, clientExtensionResults: {} };
};

class Told extends Error {}

const post = async (url, body) => {
  const answer = await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify(body),
  });
  if (answer.type === "opaqueredirect") {
    location.reload();
    return new Promise(() => {});
  }
  const said = await answer.json();
  if (!answer.ok) throw new Told(said.title);
  return said;
};

const run = async (box) => {
  const { kind, begin, finish } = box.dataset;
  const { publicKey } = await post(begin, {});
  const made =
    kind === "create"
      ? await navigator.credentials.create({ publicKey: toCreate(publicKey) })
      : await navigator.credentials.get({ publicKey: toGet(publicKey) });
  const name = box.querySelector("input[name=name]")?.value ?? "";
  const { next } = await post(finish, { credential: spoken(made), name });
  location.assign(next);
};

if ("PublicKeyCredential" in window) {
  for (const box of document.querySelectorAll("[data-passkey]")) {
    box.hidden = false;
    const told = box.querySelector("[role=alert]");
    const button = box.querySelector("button");
    button.addEventListener("click", async () => {
      told.hidden = true;
      button.disabled = true;
      try {
        await run(box);
      } catch (error) {
        const twice = error instanceof DOMException && error.name === "InvalidStateError";
        told.textContent = error instanceof Told ? error.message : twice ? told.dataset.twice : told.dataset.broken;
        told.hidden = false;
        button.disabled = false;
      }
    });
  }
}
