// What the till asks the service. A failure of the connection is told apart from a refusal.
import { currentLanguage } from "./texts.js";
import { sign } from "./signing.js";

export class Unreachable extends Error {}

// An answer that is no JSON comes from something between here and the service: its status counts, and there is nothing else to read.
const answerOf = async (response) => {
  try {
    return await response.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw new Unreachable(error.message);
    }
    return {};
  }
};

const call = async (path, options) => {
  let response;
  try {
    response = await fetch(path, { ...options, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(8000) });
  } catch (error) {
    throw new Unreachable(error.message);
  }
  if (response.status >= 500 || response.status === 429) {
    throw new Unreachable(`status ${response.status}`);
  }
  return { status: response.status, answer: await answerOf(response) };
};

const post = (path, key, body) => call(path, {
  method: "POST",
  headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}`, "Accept-Language": currentLanguage() },
  body: JSON.stringify(body),
});

export const register = (key, channelId, name, publicKey) => post("/v1/till-keys", key, { channelId, name, publicKey });

export const channels = (key) => call("/v1/channels?limit=500", { headers: { Authorization: `Bearer ${key}` } });

export const quote = (key, question) => post("/v1/quotes", key, question);

// Every sale goes out signed, whether it waited or not, so that it needs no key in the browser.
export const sendSales = async (till, sales) => {
  const bytes = new TextEncoder().encode(JSON.stringify({ tillKeyId: till.tillKeyId, sales }));
  return call("/v1/till-batches", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Till-Signature": await sign(till.privateKey, bytes) },
    body: bytes,
  });
};
