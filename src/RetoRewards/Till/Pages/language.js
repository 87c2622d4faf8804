// The two languages of the pages: a page hands over its texts and is given what to say them with.
export const speaking = (texts) => {
  let language = localStorage.getItem("language") ?? (navigator.language.startsWith("ru") ? "ru" : "en");

  const say = (name, ...values) => {
    const text = texts[language][name];
    return typeof text === "function" ? text(...values) : text;
  };

  const sayAll = () => {
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = say(element.dataset.text);
    }
    document.getElementById("language").textContent = say("language");
  };

  const otherLanguage = () => {
    language = language === "en" ? "ru" : "en";
    localStorage.setItem("language", language);
  };

  return { say, sayAll, otherLanguage, currentLanguage: () => language };
};
