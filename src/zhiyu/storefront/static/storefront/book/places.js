// Places in a chapter count characters (code points) of its text, as the server does.

const length = (text) => [...text].length;

function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
}

/** Index in a JS string of its n-th code point. */
function indexOf(text, n) {
  let index = 0;
  for (const letter of text) {
    if (n-- <= 0) break;
    index += letter.length;
  }
  return index;
}

/** [node, from, to] for each text node that holds some of start … end. */
export function pieces(root, start, end) {
  const found = [];
  let at = 0;
  for (const node of texts(root)) {
    const size = length(node.data);
    if (at + size > start && at < end)
      found.push([node, indexOf(node.data, Math.max(0, start - at)), indexOf(node.data, Math.min(size, end - at))]);
    at += size;
    if (at >= end) break;
  }
  return found;
}

export function placesOf(root, range) {
  const before = document.createRange();
  before.setStart(root, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = length(before.toString());
  return [start, start + length(range.toString())];
}

/** The passage inside marks; they change no text, so that other places stay as they are. */
export function paint(root, start, end, make) {
  const made = [];
  for (const [node, from, to] of pieces(root, start, end)) {
    if (from === to || !node.data.slice(from, to).trim()) continue;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const mark = make();
    range.surroundContents(mark);
    made.push(mark);
  }
  return made;
}

export function unpaint(root, selector) {
  for (const mark of root.querySelectorAll(selector)) {
    mark.replaceWith(...mark.childNodes);
  }
  root.normalize();
}
