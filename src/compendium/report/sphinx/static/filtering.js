/* Above each table that may be filtered: a box that searches its rows, a choice for each named
   column, and how many rows are left. Without this script the table stands whole. */

(() => {
  "use strict";

  const SEPARATOR = "; ";

  const made = (tag, properties = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };

  const filled = (sentence, fields) =>
    sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name]);

  const labelled = (text, control) => made("label", {}, made("span", { textContent: text }), control);

  const textsOf = (row, place) => row.cells[place].textContent.split(SEPARATOR);

  const wordsOf = (text) => text.toLocaleLowerCase().split(/\s+/).filter(Boolean);

  /* The texts of a column, each once, in the order of its rows. */
  const choiceOf = (rows, head, all) => {
    const texts = new Set(rows.flatMap((row) => textsOf(row, head.cellIndex)).filter(Boolean));
    const choice = made("select", {}, made("option", { value: "", textContent: all }));
    choice.append(...[...texts].map((text) => made("option", { value: text, textContent: text })));
    return choice;
  };

  const filter = (box) => {
    const words = JSON.parse(box.dataset.filter);
    const rows = [...box.querySelectorAll("tbody > tr")];
    const heads = [...box.querySelectorAll("thead th[data-choice]")];
    const search = made("input", { type: "search", autocomplete: "off" });
    const choices = heads.map((head) => choiceOf(rows, head, words.any));
    const told = made("output");
    const clear = made("button", { type: "reset", textContent: words.clear, hidden: true });
    const form = made(
      "form",
      { className: "compendium-filter" },
      labelled(words.search, search),
      ...heads.map((head, place) => labelled(head.textContent, choices[place])),
      made("p", {}, told, clear),
    );

    const keeps = (row) => {
      const text = row.textContent.toLocaleLowerCase();
      return (
        wordsOf(search.value).every((word) => text.includes(word)) &&
        choices.every(({ value }, place) =>
          !value || textsOf(row, heads[place].cellIndex).includes(value))
      );
    };

    const show = () => {
      for (const row of rows) row.hidden = !keeps(row);
      const shown = rows.filter((row) => !row.hidden).length;
      told.value = filled(shown ? words.count : words.none, { shown, all: rows.length });
      clear.hidden = shown === rows.length;
    };

    /* A link to a row leads to it, whatever is filtered. */
    const reveal = () => {
      const row = rows.find(({ id }) => id && `#${id}` === decodeURIComponent(location.hash));
      if (!row?.hidden) return;
      form.reset();
      row.scrollIntoView();
    };

    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    /* What a form is reset to is there only after those who listen have been told. */
    form.addEventListener("reset", () => {
      search.value = "";
      for (const choice of choices) choice.value = "";
      show();
    });
    addEventListener("hashchange", reveal);
    box.prepend(form);
    show();
  };

  document.querySelectorAll(".compendium-tablebox[data-filter]").forEach(filter);
})();
