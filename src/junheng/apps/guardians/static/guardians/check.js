// The check on the page of a class: fetches ticket and public file from this site, shows the answer.
const place = document.getElementById("check");
const told = (tag, text, name = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = name;
  return element;
};
function tell(...elements) {
  const answer = document.getElementById("answer");
  answer.textContent = "";
  elements.forEach(element => answer.appendChild(element));
}
const fetched = address => fetch(address, { credentials: "same-origin", redirect: "error" }).then(response => {
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
});
function answerOf({ verdict, failed, steps, children }) {
  const open = steps.filter(step => step.outcome === "warning" || step.outcome === "pending");
  const wrong = steps.filter(step => step.outcome === "failed"), own = steps.filter(step => /^ticket/.test(step.code));
  const [child] = children, list = document.createElement("ul");
  const heading = { green: "全部通过", amber: "没有发现不符，还有未核项目", red: `有 ${failed} 项不符` }[verdict];
  const box = told("div", "", "note " + { green: "good", amber: "warn", red: "bad" }[verdict]);
  box.dataset.verdict = verdict;
  box.appendChild(told("h3", heading));
  if (child && child.number) box.appendChild(told("p", `公开记录里，这张凭条对应 ${child.number} 班，班主任 ${child.teacher}。`));
  if (verdict === "red") box.appendChild(told("p", "请保存凭条和公告照片，向教育局和纪检监察机关反映。"));
  list.className = "checked";
  const said = new Set();  // two checks may be one sentence
  wrong.concat(open, own.filter(step => step.outcome === "passed")).forEach(step => {
    const words = sentenceOf(step), row = told("li", words);
    if (said.has(step.outcome + words)) return;
    said.add(step.outcome + words);
    row.insertBefore(told("b", either(MARKS[step.outcome]) + " "), row.firstChild);
    list.appendChild(row);
  });
  const count = told("p", `共核对 ${steps.length} 项，全部在您自己的手机上计算。`, "hint");
  return [box, list, count];
}
function start() {
  const button = document.getElementById("check-now"), seen = document.getElementById("seen");
  place.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    tell(told("p", "正在取公开记录并核对……"));
    Promise.all([fetched(place.dataset.ticket), fetched(place.dataset.record)]).then(([ticket, publicText]) => {
      const notice = seen.checked ? place.dataset.freeze : "";
      tell(...answerOf(verify({ publicText, notice, result: "", documents: [ticket] })));
    }).catch(() => {
      tell(told("p", "没有取到公开记录。可能是网络断了，或者停留过久已经退出，请重新查询后再试。", "note warn"));
    }).then(() => { button.disabled = false; });
  });
}
if (place) start();
