// Asks wechatpay-axios-plugin: one JSON on standard input, one on standard output. Keys are PEM, bodies are texts.
const { Rsa, Formatter, Aes: { AesGcm } } = require("wechatpay-axios-plugin");

function answer({ keys, cases, bill }) {
  return {
    cases: cases.map((one) => ({
      verified: Rsa.verify(
        Formatter.request(one.method, one.target, one.stamp, one.nonce, one.body),
        one.signature,
        keys.merchantPublic,
      ),
      changed: Rsa.verify(
        Formatter.request(one.method, one.target, one.stamp, one.nonce, `${one.body} `),
        one.signature,
        keys.merchantPublic,
      ),
      signature: Rsa.sign(Formatter.response(one.stamp, one.nonce, one.body), keys.platformPrivate),
      opened: AesGcm.decrypt(one.ciphertext, keys.apiv3, one.iv, one.associated) === one.body,
      ciphertext: AesGcm.encrypt(one.body, keys.apiv3, one.iv, one.associated),
    })),
    bill: bill && Formatter.castCsvBill(Buffer.from(bill, "base64")),
  };
}

const read = [];
process.stdin.on("data", (chunk) => read.push(chunk));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(answer(JSON.parse(Buffer.concat(read).toString())))));
