const QUESTIONS = [
  {
    asked: "想拍出窗边人像柔和的脸，人最好怎么站？",
    answers: ["正对着窗，脸全亮", "侧对着窗，一边亮一边暗", "背对着窗，脸最暗"],
    right: [1],
    why: "侧光让脸有明有暗，看起来有立体感，又不刺眼。",
  },
  {
    asked: "逆光时人脸太黑，哪些办法有用？（可以选多个）",
    answers: ["点一下人脸，让手机按脸测光", "请人转一点，让脸也照到光", "把手机拿远一点"],
    right: [0, 1],
    why: "按脸测光会把脸提亮，转一点能让光照到脸；拿远并不会改变光。",
  },
  {
    asked: "中午太阳很高，脸上的影子很硬，先试什么？",
    answers: ["找一片树荫或屋檐下", "开闪光灯再拍一张", "把滤镜调到最强"],
    right: [0],
    why: "树荫下的光是散开的，影子就软了。",
  },
  {
    asked: "傍晚的光为什么好看？",
    answers: ["因为人少", "光低、颜色暖，影子长", "因为手机会自动美颜"],
    right: [1],
    why: "太阳低的时候光从旁边来，颜色也暖。",
  },
];

const part = (id) => document.getElementById(id);

function findAPI(from) {
  let frame = from;
  while (!frame.API && frame.parent && frame.parent !== frame) frame = frame.parent;
  return frame.API ?? null;
}

const api = findAPI(window);
api?.LMSInitialize("");
const kept = JSON.parse(api?.LMSGetValue("cmi.suspend_data") || "null");
let at = kept?.at ?? 0;
let points = kept?.points ?? 0;

function keep(name, value) {
  api?.LMSSetValue(name, String(value));
}

function save() {
  keep("cmi.core.lesson_location", at);
  keep("cmi.suspend_data", JSON.stringify({ at, points }));
  keep("cmi.core.exit", at < QUESTIONS.length ? "suspend" : "");
  api?.LMSCommit("");
}

function ask() {
  if (at >= QUESTIONS.length) return finish();
  const { asked, answers, right } = QUESTIONS[at];
  part("place").textContent = `第 ${at + 1} 题，共 ${QUESTIONS.length} 题`;
  part("asked").textContent = asked;
  part("answers").replaceChildren(
    ...answers.map((text, number) => {
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = right.length > 1 ? "checkbox" : "radio";
      input.name = "answer";
      input.value = number;
      label.append(input, text);
      return label;
    }),
  );
  part("told").textContent = "";
  part("question").hidden = part("check").hidden = false;
  part("next").hidden = true;
  if (kept || at) part("asked").focus();
  return undefined;
}

part("question").addEventListener("submit", (event) => {
  event.preventDefault();
  const inputs = [...part("answers").querySelectorAll("input")];
  const chosen = inputs.filter((one) => one.checked).map((one) => Number(one.value));
  if (!chosen.length) {
    part("told").textContent = "先选一个答案。";
    return;
  }
  const { right, why } = QUESTIONS[at];
  const correct = chosen.join() === right.join();
  keep(`cmi.interactions.${at}.id`, `q${at + 1}`);
  keep(`cmi.interactions.${at}.type`, "choice");
  keep(`cmi.interactions.${at}.result`, correct ? "correct" : "wrong");
  if (correct) points += 1;
  at += 1;
  for (const one of inputs) one.disabled = true;
  part("check").hidden = true;
  part("next").hidden = false;
  part("next").textContent = at < QUESTIONS.length ? "下一题" : "看结果";
  part("told").textContent = `${correct ? "对了。" : "再想想。"}${why}`;
  keep("cmi.core.lesson_status", "incomplete");
  save();
  part("next").focus();
});

part("next").addEventListener("click", ask);

function finish() {
  const score = Math.round((points * 100) / QUESTIONS.length);
  part("question").hidden = true;
  part("next").hidden = true;
  part("told").textContent = part("place").textContent = "";
  part("end").hidden = false;
  part("result").textContent = `你得了 ${score} 分`;
  part("words").textContent = score >= 75 ? "看光的眼睛有了，去拍一张窗边的家人吧。" : "不着急，回去再看一遍“窗边的光”，再来做一次。";
  part("result").focus();
  keep("cmi.core.score.raw", score);
  keep("cmi.core.lesson_status", score >= 75 ? "passed" : "failed");
  save();
}

addEventListener("pagehide", () => api?.LMSFinish(""));
ask();
