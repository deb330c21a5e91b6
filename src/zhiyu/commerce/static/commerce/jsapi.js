// Inside WeChat: hand the signed parameters to the bridge. WeChat's word only moves the page; the order is paid by notification.
const card = document.getElementById("jsapi");
const button = card?.querySelector("button");
const problem = card?.querySelector("[role=alert]");

const bridge = () =>
  window.WeixinJSBridge ? Promise.resolve() : new Promise((there) => document.addEventListener("WeixinJSBridgeReady", there, { once: true }));

async function pay() {
  button.disabled = true;
  problem.hidden = true;
  await bridge();
  window.WeixinJSBridge.invoke("getBrandWCPayRequest", JSON.parse(card.dataset.parameters), (answer) => {
    if (answer.err_msg === "get_brand_wcpay_request:ok") {
      window.location.assign(card.dataset.done);
      return;
    }
    button.disabled = false;
    if (answer.err_msg !== "get_brand_wcpay_request:cancel") {
      problem.textContent = card.dataset.failed;
      problem.hidden = false;
    }
  });
}

button?.addEventListener("click", pay);
