// The till's signature: ECDSA on P-256 over the exact bytes that are sent.
const algorithm = { name: "ECDSA", namedCurve: "P-256" };

const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

export const makeKeys = async () => {
  const keys = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  return { privateKey: keys.privateKey, publicKey: base64(await crypto.subtle.exportKey("spki", keys.publicKey)) };
};

export const sign = async (privateKey, bytes) =>
  base64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, bytes));
