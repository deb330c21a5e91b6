// Inside WeChat: hand the signed parameters to the bridge. WeChat's word only moves the page; the order is paid by notification.
const card = document.getElementById("jsapi");
const button = card?.querySelector("button");
const problem = card?.querySelector("[role=alert]");

function pay() {
  button.disabled = true;
  problem.hidden = true;
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

if (button) {
  const ready = () => button.addEventListener("click", pay);
  if (window.WeixinJSBridge) ready();
  else document.addEventListener("WeixinJSBridgeReady", ready, { once: true });
}
