// The paper as the browser prints it: to a printer, or to a file.

document.querySelector("[data-print]").addEventListener("click", () => window.print());
