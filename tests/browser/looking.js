// Every visible control lies inside the viewport (unless it is in a scroller), is big enough to hit, and shows its whole label.
() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const wide = document.documentElement.clientWidth;
  const tall = window.innerHeight;
  const found = [];

  const scrolls = (node, down = false) => {
    for (let at = node.parentElement; at && at !== document.body; at = at.parentElement) {
      const flow = getComputedStyle(at)[down ? "overflowY" : "overflowX"];
      const more = down ? at.scrollHeight > at.clientHeight + 1 : at.scrollWidth > at.clientWidth + 1;
      if ((flow === "auto" || flow === "scroll") && more) return true;
    }
    return false;
  };
  const fixed = (node) => {
    for (let at = node; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).position === "fixed") return true;
    }
    return false;
  };
  const shown = (node) => {
    if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false;
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.bottom + scrollY > 0;
  };
  const inSentence = (node) => {
    if (node.tagName !== "A" || getComputedStyle(node).display !== "inline") return false;
    return [...node.parentElement.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim().length > 1);
  };
  const named = (node) => {
    const text = (node.getAttribute("aria-label") || node.textContent || node.name || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return `<${node.tagName.toLowerCase()}${node.className && node.className.split ? "." + node.className.split(" ")[0] : ""}> ${text}`;
  };

  for (const node of document.querySelectorAll(CONTROLS)) {
    if (!shown(node)) continue;
    let box = node.getBoundingClientRect();
    if (node.matches("input[type=checkbox], input[type=radio]") && node.closest("label")) box = node.closest("label").getBoundingClientRect();
    const at = `[${Math.round(box.left)},${Math.round(box.top)} ${Math.round(box.width)}×${Math.round(box.height)}]`;
    if ((box.left < -1 || box.right > wide + 1) && !scrolls(node)) found.push(`outside the viewport: ${named(node)} ${at}`);
    if (fixed(node) && (box.top < -1 || box.bottom > tall + 1) && !scrolls(node, true)) found.push(`below the fold of a fixed bar: ${named(node)} ${at}`);
    if ((box.width < 23.5 || box.height < 23.5) && !inSentence(node)) found.push(`smaller than 24 px: ${named(node)} ${at}`);
    const style = getComputedStyle(node);
    const clips = style.overflowX !== "visible" && style.textOverflow !== "ellipsis";
    if (node.matches("a, button, summary") && clips && node.scrollWidth > node.clientWidth + 1) found.push(`label cut off: ${named(node)} ${at}`);
    if (node.matches(".btn") && node.scrollWidth > node.clientWidth + 2) found.push(`label runs over: ${named(node)} ${at}`);
  }
  const over = document.documentElement.scrollWidth - wide;
  if (over > 1) {
    const far = [...document.body.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > wide + 1 && !scrolls(node) && !fixed(node));
    const worst = far.slice(-3).map(named).join("; ");
    found.push(`the page scrolls sideways by ${over} px: ${worst}`);
  }
  return found;
}
