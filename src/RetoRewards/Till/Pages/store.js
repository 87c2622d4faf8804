// What the till keeps in the browser: its key pair, of which the private half cannot be read out, and the sales that wait.
const open = () => new Promise((resolve, reject) => {
  const request = indexedDB.open("retorewards-till", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("till");
    request.result.createObjectStore("waiting", { keyPath: "eventId" });
  };
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const run = async (name, mode, work) => {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      // Done is what is committed, not what was asked for.
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
};

export const readTill = () => run("till", "readonly", (till) => till.get("this"));
export const writeTill = (value) => run("till", "readwrite", (till) => till.put(value, "this"));
export const forgetTill = () => run("till", "readwrite", (till) => till.delete("this"));
export const keep = (sale) => run("waiting", "readwrite", (waiting) => waiting.put(sale));
export const forget = (eventId) => run("waiting", "readwrite", (waiting) => waiting.delete(eventId));
export const waitingSales = (most) => run("waiting", "readonly", (waiting) => waiting.getAll(null, most));
export const countWaiting = () => run("waiting", "readonly", (waiting) => waiting.count());
