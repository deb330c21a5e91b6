// The "send again" button counts down to the second the server will say yes.

const button = document.querySelector("button[data-wait]");

function show(left) {
  button.disabled = left > 0;
  button.textContent = left > 0 ? button.dataset.waiting.replace("{n}", left) : button.dataset.label;
}

if (button) {
  const end = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    show(left);
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}
