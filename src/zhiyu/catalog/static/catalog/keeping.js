// What was being uploaded, kept over a reload: the list in localStorage, the files themselves in IndexedDB while small.

const LARGEST = 512 * 1024 * 1024;

const listName = (slot) => `zhiyu-uploads:${slot}`;

export function kept(slot) {
  try {
    return JSON.parse(localStorage.getItem(listName(slot)) ?? "[]");
  } catch {
    return [];
  }
}

function write(slot, entries) {
  try {
    if (entries.length) localStorage.setItem(listName(slot), JSON.stringify(entries));
    else localStorage.removeItem(listName(slot));
  } catch {
    // A full or forbidden storage costs only the resume after a reload.
  }
}

function store(mode) {
  return new Promise((found, failed) => {
    const opening = indexedDB.open("zhiyu-uploads", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => found(opening.result.transaction("files", mode).objectStore("files"));
  });
}

function settled(request) {
  return new Promise((found, failed) => {
    request.onsuccess = () => found(request.result);
    request.onerror = () => failed(request.error);
  });
}

export async function keep(slot, entry, file) {
  write(slot, [...kept(slot).filter((one) => one.key !== entry.key), entry]);
  if (file.size > LARGEST) return;
  try {
    await settled((await store("readwrite")).put(file, `${slot}:${entry.key}`));
  } catch {
    // Then the person is asked to choose the same file again.
  }
}

export async function fileOf(slot, key) {
  try {
    return (await settled((await store("readonly")).get(`${slot}:${key}`))) ?? null;
  } catch {
    return null;
  }
}

export async function forget(slot, key) {
  write(slot, kept(slot).filter((one) => one.key !== key));
  try {
    await settled((await store("readwrite")).delete(`${slot}:${key}`));
  } catch {
    // Nothing was kept.
  }
}
