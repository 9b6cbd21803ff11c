/** The tag language's mistakes for readers of Chinese; the server writes them in English, with the words that are wrong. */
const MISTAKES: [RegExp, string][] = [
  [/^there is no (function|event|field|fact|tag|crowd) (.+)$/, "没有{1} {2}"],
  [/^did you mean (.+)\?$/, "是不是想写 {1}？"],
  [/^the (functions|fields|facts|short names) are (.+)$/, "可用的{1}有：{2}"],
  [/^one of (.+)$/, "可用：{1}"],
  [/^there is no expression$/, "还没有写表达式"],
  [/^the expression is complete before this$/, "表达式到这里已经完整，后面的多余"],
  [/^join conditions with and \/ or$/, "用 and（且）/ or（或）连接条件"],
  [/^this is a number, not a condition$/, "这是一个数，不是条件"],
  [/^compare it, for example (.+)$/, "请加上比较，例如 {1}"],
  [/^and \/ or \/ not join conditions, and this is a number$/, "and / or / not 连接的是条件，而这里是一个数"],
  [/^a condition or a number is missing here$/, "这里缺少一个条件或数"],
  [/^a filter or a window is missing here$/, "这里缺少筛选或时间窗"],
  [/^the name of an event is missing here$/, "这里缺少行为的名称"],
  [/^this bracket is not closed$/, "这个括号没有闭合"],
  [/^(.+)\( … is not closed here$/, "{1}( … 在这里没有闭合"],
  [/^add \)$/, "补上 )"],
  [/^arguments are separated by , and end with \)$/, "参数用逗号分开，以 ) 结束"],
  [/^a text begins here and does not end$/, "引号没有闭合"],
  [/^close it with (.+)$/, "请补上 {1}"],
  [/^(.+) means nothing here$/, "{1} 在这里没有意义"],
  [/^(.+) is no span of time$/, "{1} 不是时间长度"],
  [/^write 30m, 48h, 30d or 4w.*$/, "写成 30m、48h、30d 或 4w（30分钟、48小时、30天）"],
  [/^(.+) needs a window$/, "{1} 需要一个时间窗"],
  [/^add a span, for example (.+)$/, "加上时间，例如 {1}"],
  [/^(.+) is no possible window$/, "{1} 不能作时间窗"],
  [/^sum needs to know what to sum$/, "sum 需要说明合计什么"],
  [/^a sequence has 2 to 8 steps$/, "sequence 需要 2 到 8 步"],
  [/^decayed needs a half-life$/, "decayed 需要半衰期"],
  [/^a tag cannot ask for itself$/, "标签不能引用自己"],
  [/^a tag with decay needs a score that decays$/, "带 decay 的标签需要会衰减的分数"],
  [/^a text is compared with a fact, by = or !=$/, "文字只能与资料用 = 或 != 比较"],
  [/^a condition cannot be compared$/, "条件不能再比较"],
  [/^only numbers can be reckoned with$/, "只有数才能运算"],
  [/^this divides by zero$/, "除数为零"],
  [/^this is not YAML: (.+)$/, "这不是合法的 YAML：{1}"],
  [/^mend the indentation or the quotes$/, "请检查缩进或引号"],
  [/^there is no tag here$/, "这里没有标签"],
  [/^begin with (.+)$/, "以 {1} 开头"],
  [/^a tag needs a name of small letters, digits and _$/, "标签名由小写字母、数字和下划线组成"],
  [/^a tag needs a label in both languages$/, "标签需要中英两种名称"],
  [/^a tag has either `when` or `values`$/, "标签要么写 when，要么写 values"],
  [/^a sensitive tag needs the sensitive purpose$/, "敏感标签的用途须为 sensitive"],
  [/^(.+) is not possible here$/, "这里不能写 {1}"],
  [/^(.+) is defined twice$/, "{1} 定义了两次"],
  [/^(.+) is taken$/, "{1} 已被占用"],
  [/^choose another name$/, "请换一个名称"],
  [/^exit must lie between 0 and enter$/, "exit 须大于 0 且小于 enter"],
  [/^an expression is missing$/, "缺少表达式"],
  [/^a (number|half-life) is missing$/, "缺少{1}"],
  [/^for example (.+)$/, "例如 {1}"],
];
const KINDS: Record<string, string> = {
  function: "函数", event: "行为", field: "字段", fact: "资料", tag: "标签", crowd: "人群", functions: "函数", fields: "字段", facts: "资料",
  "short names": "行为名", number: "数值", "half-life": "半衰期",
};

/** The Chinese of a mistake, or undefined where none is written. */
export function mistakeInChinese(message: string): string | undefined {
  for (const [pattern, chinese] of MISTAKES) {
    const found = pattern.exec(message);
    if (found) return chinese.replace(/\{(\d)\}/g, (_, place: string) => KINDS[found[Number(place)]!] ?? found[Number(place)]!);
  }
  return undefined;
}
