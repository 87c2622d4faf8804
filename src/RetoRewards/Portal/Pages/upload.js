// A partner gives a file of sales: tried first, then imported, with what became of every row.
import { say, sayAll, otherLanguage, currentLanguage } from "./upload-texts.js";

const most = { polls: 1200, channels: 500 };
const pollEvery = 500;
const ready = ["standard", "online-retail"];
const $ = (id) => document.getElementById(id);
let tried = null;
let shown = null;
let version = 0;

class Unreachable extends Error {}

const key = () => sessionStorage.getItem("key");

// A failure of the connection, or of the service, is told apart from a refusal.
const call = async (path, options = {}) => {
  let response;
  try {
    response = await fetch(path, {
      ...options, cache: "no-store", credentials: "omit",
      headers: { Authorization: `Bearer ${key()}`, "Accept-Language": currentLanguage(), ...options.headers },
    });
  } catch (error) {
    throw new Unreachable(error.message);
  }
  if (response.status >= 500 || response.status === 429) {
    throw new Unreachable(`status ${response.status}`);
  }
  return response;
};

const answer = (kind, text) => {
  $("answer").className = kind;
  $("answer").textContent = text;
};

// What may fail for want of a connection says so, in the page's own words; anything else is a fault of the page and is not hidden.
const trying = async (tell, work) => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      throw error;
    }
    tell(say("unreachable"));
  }
};

const busy = (is) => {
  $("try").disabled = is;
  $("import").disabled = is || !tried;
};

const forgetTry = () => {
  tried = null;
  $("import").disabled = true;
};

const showMapping = () => {
  const chosen = $("mapping").value;
  $("mappingNote").textContent = chosen === "" ? say("mappingMine") : say(chosen === "standard" ? "mappingPlain" : "mappingReady");
};

const readMapping = async () => {
  const response = await call(`/v1/channels/${$("channel").value}/mapping`);
  const saved = response.status === 200 ? await response.json() : null;
  version = saved?.version ?? 0;
  $("mappingJson").value = saved ? JSON.stringify(saved.mapping, null, 1) : "";
  const choices = ready.map((name) => new Option(name === "standard" ? say("standardMapping") : name, name));
  $("mapping").replaceChildren(...(saved ? [new Option(say("ownMapping"), "")] : []), ...choices);
  showMapping();
};

const show = async () => {
  sayAll();
  $("signIn").hidden = !!key();
  $("upload").hidden = !key();
  if (!key()) {
    return;
  }
  const response = await call(`/v1/channels?limit=${most.channels}`);
  if (response.status !== 200) {
    sessionStorage.removeItem("key");
    $("signInAnswer").textContent = say("keyWrong");
    await show();
    return;
  }
  const before = $("channel").value;
  const open = (await response.json()).items.filter((channel) => !channel.closedAt);
  $("channel").replaceChildren(...open.map((channel) => new Option(channel.name, channel.channelId)));
  if (open.length === 0) {
    answer("bad", say("noChannels"));
    return;
  }
  if (open.some((channel) => channel.channelId === before)) {
    $("channel").value = before;
  }
  await readMapping();
  if (shown) {
    showResult(shown);
  }
};

const showResult = (done) => {
  shown = done;
  $("resultTitle").textContent = say(done.isDryRun ? "triedTitle" : "importedTitle", done.fileName);
  const rows = Object.entries(done.outcomes).map(([code, count]) => {
    const row = document.createElement("tr");
    row.append(Object.assign(document.createElement("td"), { textContent: code }));
    row.append(Object.assign(document.createElement("td"), { textContent: count, className: "count" }));
    return row;
  });
  $("outcomes").replaceChildren(...rows);
  $("result").hidden = false;
};

const untilDone = async (importId) => {
  for (let poll = 0; poll < most.polls; poll++) {
    const response = await call(`/v1/imports/${importId}`);
    const state = await response.json();
    if (state.state !== "Running") {
      return state;
    }
    answer("wait", say("reading", state.rows));
    await new Promise((resolve) => { setTimeout(resolve, pollEvery); });
  }
  return null;
};

// The file is sent as it is; its name tells what it is.
const send = async (file, dryRun) => {
  const query = new URLSearchParams({ channelId: $("channel").value, fileName: file.name, dryRun });
  if ($("mapping").value) {
    query.set("mapping", $("mapping").value);
  }
  busy(true);
  $("result").hidden = true;
  answer("wait", say("sending"));
  try {
    const response = await call(`/v1/imports?${query}`, { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });
    const told = await response.json();
    if (response.status !== 202) {
      answer("bad", told.errors?.[0]?.detail ?? told.detail);
      return;
    }
    const done = await untilDone(told.importId);
    if (!done) {
      answer("wait", say("slow"));
    } else if (done.state === "Refused") {
      answer("bad", done.refusedBecause);
    } else {
      tried = dryRun ? file : null;
      answer("good", say(dryRun ? "tried" : "imported"));
      showResult(done);
    }
  } finally {
    busy(false);
  }
};

const tellAnswer = (text) => answer("bad", text);

$("signIn").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("signInAnswer").textContent = "";
  sessionStorage.setItem("key", $("key").value.trim());
  $("key").value = "";
  await trying((text) => { $("signInAnswer").textContent = text; }, show);
});

$("upload").addEventListener("submit", async (event) => {
  event.preventDefault();
  forgetTry();
  await trying(tellAnswer, () => send($("file").files[0], true));
});

// The very file that was tried: choosing another one asks for another try.
$("import").addEventListener("click", () => trying(tellAnswer, () => send(tried, false)));

$("saveMapping").addEventListener("click", () => trying((text) => { $("mappingAnswer").textContent = text; }, async () => {
  const response = await call(`/v1/channels/${$("channel").value}/mapping`, {
    method: "PUT", body: $("mappingJson").value, headers: { "Content-Type": "application/json", "If-Match": `"${version}"` },
  });
  const told = await response.json();
  if (response.status !== 200) {
    $("mappingAnswer").textContent = told.errors?.[0]?.detail ?? told.detail;
    return;
  }
  forgetTry();
  await readMapping();
  $("mapping").value = "";
  showMapping();
  $("mappingAnswer").textContent = say("mappingSaved", told.version);
}));

$("download").addEventListener("click", () => trying(tellAnswer, async () => {
  const response = await call(`/v1/imports/${shown.importId}/result`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${shown.fileName}.result.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}));

$("channel").addEventListener("change", () => {
  forgetTry();
  return trying(tellAnswer, readMapping);
});
$("mapping").addEventListener("change", () => {
  forgetTry();
  showMapping();
});
$("file").addEventListener("change", forgetTry);

$("signOut").addEventListener("click", async () => {
  sessionStorage.removeItem("key");
  forgetTry();
  shown = null;
  $("result").hidden = true;
  answer("", "");
  await show();
});

$("language").addEventListener("click", () => {
  otherLanguage();
  return trying(tellAnswer, show);
});

await trying(tellAnswer, show);
document.body.dataset.ready = "yes";
