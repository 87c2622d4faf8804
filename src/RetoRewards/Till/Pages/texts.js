// What the page says. A sentence that the service gives is shown as it is.
import { speaking } from "./language.js";

const texts = {
  en: {
    signIn: "Sign in", key: "Key of the till", desk: "Name of this till", channel: "Channel", chooseChannel: "Choose the channel of this till.", code: "Code", scan: "Scan", amount: "Amount", more: "Customer, receipt",
    customer: "Customer number or card", receipt: "Receipt number", done: "Done", send: "Send now", signOut: "Sign out", language: "Русский",
    recorded: (total) => `Done: ${total}.`, repeated: "This receipt is known already.", kept: "No connection. Kept here, signed, and sent later.",
    waiting: (count) => `${count} to send`, sent: (count) => `${count} sent.`, refused: (sentence) => `Not taken: ${sentence}`,
    amountWrong: "Type the amount with digits and one point.", discount: (amount) => `Discount: ${amount}.`, toPay: (amount) => `To pay: ${amount}.`,
    reward: (amount) => `The buyer earns ${amount} RETO.`, nothing: "No discount for this code.", keyWrong: "This key is not known.",
    unreachable: "The service cannot be reached.", cameraDenied: "The camera may not be used.",
    notSent: "They were not sent. They stay here and are tried again.", retired: "This till was ended. Sign in again; what waits is kept.",
    leave: (count) => `${count} sales are not sent yet and would be lost. Send them first.`, full: "Too many sales wait here. Send them first.",
    refusedTitle: "Not taken", clear: "Clear the list",
  },
  ru: {
    signIn: "Войти", key: "Ключ кассы", desk: "Название этой кассы", channel: "Канал", chooseChannel: "Выберите канал этой кассы.", code: "Код", scan: "Сканировать", amount: "Сумма", more: "Покупатель, чек",
    customer: "Номер покупателя или карта", receipt: "Номер чека", done: "Готово", send: "Отправить сейчас", signOut: "Выйти", language: "English",
    recorded: (total) => `Готово: ${total}.`, repeated: "Этот чек уже известен.", kept: "Нет связи. Продажа сохранена с подписью и уйдёт позже.",
    waiting: (count) => `ждут отправки: ${count}`, sent: (count) => `Отправлено: ${count}.`, refused: (sentence) => `Не принято: ${sentence}`,
    amountWrong: "Введите сумму цифрами с одной точкой.", discount: (amount) => `Скидка: ${amount}.`, toPay: (amount) => `К оплате: ${amount}.`,
    reward: (amount) => `Покупатель получит ${amount} RETO.`, nothing: "По этому коду скидки нет.", keyWrong: "Такого ключа нет.",
    unreachable: "Сервис недоступен.", cameraDenied: "Камера недоступна.",
    notSent: "Не отправлено. Продажи остаются здесь, попытка повторится.", retired: "Эта касса отключена. Войдите снова; ожидающее сохранено.",
    leave: (count) => `Не отправлено продаж: ${count}, они пропали бы. Сначала отправьте их.`, full: "Слишком много продаж ждёт отправки. Сначала отправьте их.",
    refusedTitle: "Не принято", clear: "Очистить список",
  },
};

export const { say, sayAll, otherLanguage, currentLanguage } = speaking(texts);
