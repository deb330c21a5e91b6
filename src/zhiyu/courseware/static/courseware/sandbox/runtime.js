// Runs first in every page of a package, in a sandbox without an origin, so before anything that the package does.
//
// The lesson page gives the frame its state as the frame's name and hears of changes by messages. SCORM's finders get the
// API at `window.parent`, which a page may replace, since the real one is of another origin. Frames inside the package are
// foreign to each other as well: each has an API of its own, and passes what it is told to the outermost one, which reports.

(() => {
  const MARK = "zhiyu-exercise:";
  const SOON_MS = 300;
  const CALLS = {
    scorm12: { object: "API", begin: "LMSInitialize", end: "LMSFinish", set: "LMSSetValue", save: "LMSCommit", reads: ["LMSGetValue", "LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"] },
    scorm2004: { object: "API_1484_11", begin: "Initialize", end: "Terminate", set: "SetValue", save: "Commit", reads: ["GetValue", "GetLastError", "GetErrorString", "GetDiagnostic"] },
  };
  const outside = window.parent;
  const boot = window.name.startsWith(MARK) ? JSON.parse(window.name.slice(MARK.length)) : null;
  const outermost = boot !== null;
  const standard = outermost ? boot.standard : window.Scorm12API ? "scorm12" : window.Scorm2004API ? "scorm2004" : "";

  // --- what an opaque origin may not have, for as long as the page is open

  function memory() {
    const kept = new Map();
    const methods = {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (at) => [...kept.keys()][at] ?? null,
    };
    return new Proxy(methods, {
      get: (target, key) => (key === "length" ? kept.size : key in target ? target[key] : kept.get(String(key))),
      set: (target, key, value) => (methods.setItem(key, value), true),
      deleteProperty: (target, key) => (kept.delete(String(key)), true),
      has: (target, key) => key in target || kept.has(String(key)),
      ownKeys: () => [...kept.keys()],
      getOwnPropertyDescriptor: (target, key) => (kept.has(key) ? { value: kept.get(key), enumerable: true, configurable: true, writable: true } : undefined),
    });
  }

  Object.defineProperty(window, "localStorage", { value: memory(), configurable: true });
  Object.defineProperty(window, "sessionStorage", { value: memory(), configurable: true });
  const cookies = new Map();
  Object.defineProperty(document, "cookie", {
    get: () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    set: (text) => {
      const [name, value = ""] = String(text).split(";")[0].split("=");
      cookies.set(name.trim(), value.trim());
    },
    configurable: true,
  });

  if (!(standard in CALLS)) return;

  // --- the data model

  const calls = CALLS[standard];
  const model = () => new window[standard === "scorm12" ? "Scorm12API" : "Scorm2004API"]({ autocommit: false, logLevel: 5 });
  let api = model();
  let begun = false;
  if (outermost) api.loadFromJSON(boot.cmi, "cmi");

  const state = () => JSON.parse(api.renderCMIToJSONString()).cmi;
  let waiting = 0;

  function report() {
    clearTimeout(waiting);
    waiting = 0;
    const cmi = state();
    window.name = MARK + JSON.stringify({ ...boot, cmi });
    outside.postMessage({ zhiyuExercise: { session: boot.session, cmi } }, "*");
  }

  function changed(now) {
    if (now) report();
    else waiting ||= setTimeout(report, SOON_MS);
  }

  function call(name, given) {
    const answer = String(api[name](...given));
    if (name === calls.begin && answer === "true") begun = true;
    if (outermost) {
      if (name !== calls.begin) changed(name !== calls.set);
    } else tellOutermost({ call: name, given });
    return answer;
  }

  const facade = {};
  for (const name of [calls.set, calls.save, calls.end]) facade[name] = (...given) => call(name, given.map(String));
  for (const name of calls.reads) facade[name] = (...given) => String(api[name](...given.map(String)));
  facade[calls.begin] = () => (begun && !outermost ? "true" : call(calls.begin, [""]));
  facade.version = standard === "scorm12" ? "1.2" : "1.0";

  addEventListener("pagehide", () => outermost && waiting && report());
  document.addEventListener("visibilitychange", () => document.hidden && outermost && waiting && report());

  // --- frames inside the package

  function tellOutermost(said) {
    for (let frame = outside; ; frame = frame.parent) {
      frame.postMessage({ zhiyuFrame: said }, "*");
      if (frame === frame.parent) return;
    }
  }

  addEventListener("message", (event) => {
    const said = event.data?.zhiyuFrame;
    if (said && outermost && event.source !== outside) {
      if (said.hello) event.source.postMessage({ zhiyuState: { cmi: state(), begun } }, "*");
      else if ([calls.begin, calls.set, calls.save, calls.end].includes(said.call) && !(said.call === calls.begin && begun)) call(said.call, said.given);
    }
    const given = event.data?.zhiyuState;
    if (given && !outermost && !begun) {
      api = model();
      api.loadFromJSON(given.cmi, "cmi");
      if (given.begun) begun = String(api[calls.begin]("")) === "true";
    }
  });
  if (!outermost) tellOutermost({ hello: true });

  // --- where SCORM's finders look

  window[calls.object] = facade;
  const standIn = { [calls.object]: facade, postMessage: (...given) => outside.postMessage(...given), focus() {}, closed: false };
  standIn.parent = standIn;
  standIn.top = standIn;
  window.parent = standIn;
})();
