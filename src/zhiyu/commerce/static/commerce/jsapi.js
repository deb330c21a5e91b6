// Inside WeChat: hand the signed parameters to the bridge. WeChat's word only moves the page; the order is paid by notification.
const card = document.getElementById("jsapi");
const button = card?.querySelector("button");
const problem = card?.querySelector("[role=alert]");

const PATIENT_MS = 8_000;

/** Whether it is there: what names itself WeChat may have none. */
const bridge = () =>
  new Promise((there) => {
    if (window.WeixinJSBridge) there(true);
    document.addEventListener("WeixinJSBridgeReady", () => there(true), { once: true });
    setTimeout(() => there(false), PATIENT_MS);
  });

function failed() {
  problem.textContent = card.dataset.failed;
  problem.hidden = false;
}

async function pay() {
  button.disabled = true;
  problem.hidden = true;
  if (!(await bridge())) {
    button.disabled = false;
    failed();
    return;
  }
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(card.dataset.parameters), (answer) => {
    if (answer.err_msg === "get_brand_wcpay_request:ok") {
      window.location.assign(card.dataset.done);
      return;
    }
    button.disabled = false;
    if (answer.err_msg !== "get_brand_wcpay_request:cancel") failed();
  });
}

button?.addEventListener("click", pay);
