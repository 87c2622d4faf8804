// What the page says. Codes of outcomes and sentences that the service gives are shown as they are.
import { speaking } from "/till/language.js";

const texts = {
  en: {
    title: "Files of sales", signIn: "Sign in", key: "Your key", channel: "Channel", mapping: "Mapping", file: "File (CSV, NDJSON or XLSX)",
    ownMapping: "The channel's own", standardMapping: "The plain format", editMapping: "The channel's own mapping",
    mappingJson: "Mapping, as JSON", saveMapping: "Save the mapping", mappingSaved: (version) => `Saved as version ${version}.`,
    mappingMine: "The columns are read as this channel's mapping says.", mappingPlain: "The columns are named as in the plain format.",
    mappingReady: "A mapping that comes with the service.",
    try: "Try it first", import: "Import", outcome: "Outcome", rows: "Rows", download: "Download the result of every row", signOut: "Sign out",
    language: "Русский", keyWrong: "This key is not known.", unreachable: "The service cannot be reached. Nothing is lost: try again.",
    reading: (rows) => `Reading: ${rows} rows so far.`, sending: "Sending the file.", tried: "Tried: nothing was recorded.", imported: "Imported.",
    noChannels: "There is no channel yet. Open one first.", triedTitle: (name) => `${name}, tried`, importedTitle: (name) => `${name}, imported`,
    slow: "It takes long. It goes on without this page; look again later.",
  },
  ru: {
    title: "Файлы продаж", signIn: "Войти", key: "Ваш ключ", channel: "Канал", mapping: "Сопоставление", file: "Файл (CSV, NDJSON или XLSX)",
    ownMapping: "Своё для канала", standardMapping: "Простой формат", editMapping: "Сопоставление этого канала",
    mappingJson: "Сопоставление в JSON", saveMapping: "Сохранить сопоставление", mappingSaved: (version) => `Сохранено, версия ${version}.`,
    mappingMine: "Столбцы читаются по сопоставлению этого канала.", mappingPlain: "Столбцы названы как в простом формате.",
    mappingReady: "Сопоставление, которое поставляется с сервисом.",
    try: "Сначала проверить", import: "Импортировать", outcome: "Итог", rows: "Строк", download: "Скачать итог каждой строки", signOut: "Выйти",
    language: "English", keyWrong: "Такого ключа нет.", unreachable: "Сервис недоступен. Ничего не потеряно, попробуйте ещё раз.",
    reading: (rows) => `Чтение, строк: ${rows}.`, sending: "Файл отправляется.", tried: "Проверено, ничего не записано.", imported: "Импортировано.",
    noChannels: "Каналов ещё нет. Сначала откройте канал.", triedTitle: (name) => `${name}, проверка`, importedTitle: (name) => `${name}, импорт`,
    slow: "Это долго. Импорт идёт и без этой страницы, загляните позже.",
  },
};

export const { say, sayAll, otherLanguage, currentLanguage } = speaking(texts);
