// Shows a page of the preview anew when it is, and what went wrong over the last good one.
(() => {
  "use strict";
  const { edition } = document.currentScript.dataset;
  const address = `ws://${location.host}/_preview/socket?page=${encodeURIComponent(location.pathname)}`;
  const AGAIN = 1000;
  const STYLE = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; }
    section { font: 14px/1.45 system-ui, sans-serif; color: #1b1b1b; background: #fff;
      border-top: 4px solid #444; max-height: 60vh; overflow: auto; padding: .7rem 1rem;
      box-shadow: 0 -2px 12px rgb(0 0 0 / 25%); }
    section.fault { border-color: #a5212b; }
    section.warnings { border-color: #8a5a00; }
    h2 { font-size: 1rem; margin: 0 0 .4rem; }
    pre { font: 13px/1.45 ui-monospace, monospace; margin: 0; white-space: pre-wrap; }
    button { float: right; font: inherit; }
    p { font: 13px/1.45 system-ui, sans-serif; color: #fff; background: #444; margin: 0 0 0 auto;
      padding: .2rem .7rem; width: fit-content; }`;

  const host = document.createElement("div");
  host.id = "compendium-preview";
  const root = host.attachShadow({ mode: "open" });
  const closed = new Set();
  let said = {};

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.assign(made, attributes);
    return made;
  }

  function box(kind, told) {
    if (!told || closed.has(kind + told.text)) return [];
    const made = element("section", "", { className: kind, role: "alert" });
    const close = element("button", said.close, { type: "button" });
    close.addEventListener("click", () => { closed.add(kind + told.text); show(); });
    made.append(close, element("h2", told.title), element("pre", told.text));
    return [made];
  }

  function show(note = said.step) {
    root.replaceChildren(
      element("style", STYLE),
      ...(note ? [element("p", note, { role: "status" })] : []),
      ...box("fault", said.fault),
      ...box("warnings", said.warnings),
    );
  }

  function listen() {
    const socket = new WebSocket(address);
    socket.addEventListener("message", ({ data }) => {
      said = JSON.parse(data);
      if (said.edition === edition) show();
      else location.reload();
    });
    socket.addEventListener("close", () => {
      if (said.ended) show(said.ended);
      setTimeout(listen, AGAIN);
    });
  }

  document.documentElement.append(host);
  listen();
})();
