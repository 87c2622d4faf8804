import { say, sayAll, otherLanguage } from "./texts.js";
import { readTill, writeTill, forgetTill, keep, forget, waitingSales, countWaiting } from "./store.js";
import { makeKeys } from "./signing.js";
import { canScan, scan, codeIn } from "./scan.js";
import { register, channels, quote, sendSales, Unreachable } from "./service.js";

const most = { batch: 200, waiting: 10000, refused: 100 };
const currencies = ["EUR", "GBP", "USD", "RUB", "KZT", "AED", "PLN", "CHF", "JPY"];
const $ = (id) => document.getElementById(id);
let till = null;
let sending = false;

const answer = (kind, text) => {
  $("answer").className = kind;
  $("answer").textContent = text;
};

const showWaiting = async () => {
  const count = await countWaiting();
  $("waiting").textContent = say("waiting", count);
  $("waiting").hidden = count === 0;
  $("send").hidden = count === 0;
};

const show = async () => {
  sayAll();
  $("signIn").hidden = !!till;
  $("sale").hidden = !till;
  $("channel").textContent = till ? till.channel : "RetoRewards";
  $("scan").hidden = !canScan();
  showRefused();
  await showWaiting();
};

const amountOf = (text) => {
  const plain = text.trim().replace(/\s/g, "").replace(",", ".");
  return /^\d{1,12}(\.\d{1,4})?$/.test(plain) ? plain : null;
};

// A number of this browser's own, for sales without a receipt: unique by the till's id and a random part.
const ownNumber = () => `T${till.tillKeyId.slice(0, 8)}-${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;

const saleOf = (amount) => {
  const number = $("receipt").value.trim() || ownNumber();
  return {
    eventId: `${till.tillKeyId}/${number}`,
    channelId: till.channelId,
    saleNumber: number,
    soldAt: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    currency: $("currency").value,
    customerNumber: $("customer").value.trim() || null,
    code: $("code").value.trim() || null,
    lines: [{ quantity: 1, unitPrice: amount }],
  };
};

// What was refused stays to be read until the cashier clears it: nothing vanishes without a word.
const refusedSales = () => JSON.parse(localStorage.getItem("refused") ?? "[]");
const noteRefused = (item) => {
  const line = `${item.eventId.split("/").pop()}: ${item.detail}`;
  localStorage.setItem("refused", JSON.stringify([line, ...refusedSales()].slice(0, most.refused)));
};
const showRefused = () => {
  const lines = refusedSales();
  $("refused").hidden = lines.length === 0;
  $("refusedList").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
};

// Sends what waits, oldest first by id, and forgets only what was answered.
const sendWaiting = async () => {
  const answers = [];
  for (let round = 0; round < most.waiting / most.batch; round++) {
    const sales = await waitingSales(most.batch);
    if (sales.length === 0) {
      break;
    }
    const { status, answer: told } = await sendSales(till, sales);
    if (status !== 200) {
      return { status, answers };
    }
    for (const item of told.items) {
      answers.push(item);
      if (item.status === "refused") {
        noteRefused(item);
      }
      await forget(item.eventId);
    }
  }
  return { status: 200, answers };
};

const flush = async (own) => {
  if (sending || !till) {
    return;
  }
  sending = true;
  try {
    const { status, answers } = await sendWaiting();
    const mine = answers.find((item) => item.eventId === own?.eventId);
    const refused = answers.find((item) => item.status === "refused");
    if (status === 401) {
      answer("bad", say("retired"));
      till = null;
      await forgetTill();
    } else if (status !== 200) {
      answer("bad", say("notSent"));
    } else if (mine ?? refused) {
      const item = mine ?? refused;
      const total = own ? `${own.lines[0].unitPrice} ${own.currency}` : "";
      if (item.status === "refused") {
        answer("bad", say("refused", `${item.eventId.split("/").pop()}: ${item.detail}`));
      } else {
        answer("good", item.status === "repeated" ? say("repeated") : say("recorded", total));
      }
    } else if (answers.length > 0) {
      answer("good", say("sent", answers.length));
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      throw error;
    }
    answer("wait", say(own ? "kept" : "notSent"));
  } finally {
    sending = false;
    await show();
  }
};

const showQuote = async () => {
  const amount = amountOf($("amount").value);
  const code = $("code").value.trim();
  const key = sessionStorage.getItem("key");
  $("quote").hidden = true;
  if (!amount || !code || !key) {
    return;
  }
  try {
    const { status, answer: told } = await quote(key, {
      channelId: till.channelId, code, currency: $("currency").value, customerNumber: $("customer").value.trim() || null, lines: [{ quantity: 1, unitPrice: amount }],
    });
    if (status === 200 && amount === amountOf($("amount").value) && code === $("code").value.trim()) {
      const parts = [];
      if (Number(told.discount) > 0) {
        parts.push(say("discount", `${told.discount} ${$("currency").value}`), say("toPay", `${told.toPay} ${$("currency").value}`));
      }
      for (const reward of told.rewards.filter((one) => one.role === "Buyer" && Number(one.amount) > 0)) {
        parts.push(say("reward", reward.amount));
      }
      $("quote").textContent = parts.join(" ") || told.participantSentence || say("nothing");
      $("quote").hidden = false;
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      throw error;
    }
    // A quote is a help: without a connection nothing is said, and the sale is taken without it.
  }
};

let asked = 0;
const quoteSoon = () => {
  clearTimeout(asked);
  asked = setTimeout(showQuote, 250);
};

// A workstation's key knows its channel; a partner's key opens all of its own, so the channel is asked for.
const chooseChannel = async (key) => {
  const { status, answer: told } = await channels(key);
  if (status === 200) {
    $("ofPartner").replaceChildren(...told.items.map((channel) => new Option(channel.name, channel.channelId)));
    $("choice").hidden = false;
    $("signInAnswer").textContent = say("chooseChannel");
  }
};

$("signIn").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("signInAnswer").textContent = "";
  try {
    const keys = await makeKeys();
    const key = $("key").value.trim();
    const channelId = $("choice").hidden ? null : $("ofPartner").value;
    const { status, answer: told } = await register(key, channelId, $("desk").value.trim(), keys.publicKey);
    if (status === 400 && told.errors?.some((error) => error.pointer === "#/channelId")) {
      await chooseChannel(key);
      return;
    }
    if (status !== 201 && status !== 200) {
      $("signInAnswer").textContent = told.detail ?? say("keyWrong");
      return;
    }
    till = {
      tillKeyId: told.tillKeyId, channelId: told.channelId, channel: `${told.channelName} · ${told.name}`, privateKey: keys.privateKey,
    };
    await writeTill(till);
    sessionStorage.setItem("key", key);
    $("key").value = "";
    $("choice").hidden = true;
    await show();
    $("code").focus();
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      throw error;
    }
    $("signInAnswer").textContent = say("unreachable");
  }
});

$("sale").addEventListener("submit", async (event) => {
  event.preventDefault();
  const amount = amountOf($("amount").value);
  if (!amount) {
    answer("bad", say("amountWrong"));
    return;
  }
  if (await countWaiting() >= most.waiting) {
    answer("bad", say("full"));
    return;
  }
  const sale = saleOf(amount);
  await keep(sale);
  for (const id of ["code", "amount", "customer", "receipt"]) {
    $(id).value = "";
  }
  $("quote").hidden = true;
  answer("wait", "…");
  await flush(sale);
  $("code").focus();
});

$("scan").addEventListener("click", async () => {
  try {
    const code = await scan($("camera"));
    if (code) {
      $("code").value = code;
      $("amount").focus();
      quoteSoon();
    }
  } catch (error) {
    // Denied, taken by another program, or not there: the code can be typed all the same. Anything else is a fault of the page.
    if (!(error instanceof DOMException)) {
      throw error;
    }
    answer("bad", say("cameraDenied"));
  }
});

$("signOut").addEventListener("click", async () => {
  const count = await countWaiting();
  if (count > 0) {
    answer("bad", say("leave", count));
    return;
  }
  sessionStorage.removeItem("key");
  await forgetTill();
  till = null;
  await show();
});

$("language").addEventListener("click", async () => {
  otherLanguage();
  await show();
});

$("clear").addEventListener("click", () => {
  localStorage.removeItem("refused");
  showRefused();
});

$("send").addEventListener("click", () => flush(null));
$("currency").addEventListener("change", () => {
  localStorage.setItem("currency", $("currency").value);
  quoteSoon();
});
for (const id of ["code", "amount", "customer"]) {
  $(id).addEventListener("input", quoteSoon);
}
addEventListener("online", () => flush(null));

for (const currency of currencies) {
  $("currency").add(new Option(currency));
}
$("currency").value = localStorage.getItem("currency") ?? "EUR";
const given = new URLSearchParams(location.search).get("code");
$("code").value = given ? codeIn(given) : "";
till = (await readTill()) ?? null;
await show();
if (till && given) {
  $("amount").focus();
}
document.body.dataset.ready = "yes";
if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register("/till-worker.js", { scope: "/till" });
}
await flush(null);
