// The usual price of a flash sale: a part of the lowest list price of what is chosen, until somebody types another.

const price = document.querySelector("[data-usual-percent]");

function usual() {
  const chosen = [...price.form.querySelectorAll("[name=products][data-fen]:checked")];
  const fen = chosen.map((input) => Number(input.dataset.fen));
  if (!fen.length) return "";
  const yuan = (Math.min(...fen) * Number(price.dataset.usualPercent)) / 10000;
  return yuan >= 1 ? String(Math.floor(yuan)) : yuan.toFixed(2);
}

if (price) {
  let own = price.value !== "";
  price.addEventListener("input", () => {
    own = price.value !== "";
  });
  price.form.addEventListener("change", (event) => {
    if (event.target.name !== "products" || own) return;
    price.value = usual();
    price.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
