export type TokenSample = { name: string; tokens: number; text: string }

/** Texts as people send them, with what DeepSeek's published tokenizer (V3, a vocabulary of 128,000) makes of each. */
export const TOKEN_SAMPLES: readonly TokenSample[] = [
  {
    name: 'English prose',
    tokens: 100,
    text: `When the server restarts in the middle of an answer, nobody should have to guess what happened. The text that had arrived is kept, the answer is marked as interrupted, and a button offers to continue from there. We learned this the hard way: in the first version a crash left a spinner that turned for ever, and people asked the same question three times, paying for each of them. Since then every answer ends in one of four states, and each of them is said in words.`,
  },
  {
    name: 'Chinese prose',
    tokens: 80,
    text: `春天的早晨，城市还没有完全醒来，菜市场里却已经人声鼎沸。卖豆腐的老人把木板一块块掀开，热气立刻升了起来。他说自己做了四十年豆腐，从来没有用过石膏，只用祖父传下来的卤水。年轻人问他为什么不开一家大一点的店，他笑了笑，回答道：“够用就好，豆腐要趁热吃，日子也要慢慢过。”`,
  },
  {
    name: 'Chinese answer with code words',
    tokens: 92,
    text: `要在 Ubuntu 22.04 上部署，先安装 Node.js 24 和 nginx，然后执行 \`npm start\`。默认端口是 3000，可以用环境变量 \`PORT\` 修改。如果浏览器提示 502 Bad Gateway，请检查 \`proxy_pass\` 的地址是否正确，并确认 \`proxy_buffering off\` 已经生效；否则流式输出会被缓存，用户要等到回答结束才能看到内容。`,
  },
  {
    name: 'Traditional Chinese',
    tokens: 79,
    text: `請問這份合約第三條的付款期限是從簽約日起算，還是從收到發票的隔天起算？如果供應商延遲交貨超過十個工作天，我們是否可以依第七條要求減價，或者直接解除契約？另外，保密義務在合約終止後仍持續兩年，這在業界算是常見的做法嗎？`,
  },
  {
    name: 'Japanese',
    tokens: 92,
    text: `サーバーを再起動しても、途中まで生成された回答は失われません。データベースには一秒ごとに保存されているため、最悪の場合でも最後の一秒分だけが欠けることになります。ブラウザーを閉じてスマートフォンで開き直しても、同じ会話の続きをそのまま読むことができます。設定画面では、言語とタイムゾーンを選んでください。`,
  },
  {
    name: 'Korean',
    tokens: 106,
    text: `서버를 다시 시작해도 작성 중이던 답변은 사라지지 않습니다. 내용은 약 1초마다 데이터베이스에 저장되므로 최악의 경우에도 마지막 몇 글자만 빠질 수 있습니다. 브라우저를 닫았다가 휴대전화에서 다시 열어도 같은 대화를 이어서 볼 수 있으며, 중지 버튼을 누르면 그때까지의 내용이 그대로 남습니다.`,
  },
  {
    name: 'German prose',
    tokens: 104,
    text: `Wer einen eigenen Server betreibt, möchte wissen, wohin seine Daten gehen. Deshalb speichert die Anwendung sämtliche Gespräche ausschließlich auf dem eigenen Rechner, verschlüsselt die Zugangsschlüssel und überträgt an den Anbieter des Modells nur, was für die Beantwortung der Frage erforderlich ist. Löscht man eine Unterhaltung, so verschwinden auch ihre Anhänge; die Abrechnung bleibt erhalten.`,
  },
  {
    name: 'Russian prose',
    tokens: 90,
    text: `Когда соединение обрывается, ответ не теряется: сервер дописывает его до конца и сохраняет. После обновления страницы вы увидите весь текст целиком, а если связь вернулась раньше, он продолжит появляться с того места, где остановился. Остановить ответ можно в любой момент, и за уже полученные токены будет списана ровно их стоимость.`,
  },
  {
    name: 'TypeScript',
    tokens: 145,
    text: `export async function follow(deps: Deps, userId: string, id: string, after = 0): Promise<Following> {
  const message = await findMessage(deps.db, userId, id)
  if (!message || message.role !== 'assistant') throw new AppError('not_found')
  const turn = deps.turns.find(id)
  if (turn) return { log: turn.log, after: Math.min(after, turn.log.events.length) }
  const closing = message.status === 'streaming' ? null : closingOf(message)
  return { log: endedLog([openingOf(message), ...textEvents(message)]), after: 0 }
}
`,
  },
  {
    name: 'Python',
    tokens: 147,
    text: `def load_rows(path: str, *, skip_header: bool = True) -> list[dict[str, float]]:
    """Read a CSV file and convert every column but the first to a number."""
    rows = []
    with open(path, newline="", encoding="utf-8") as handle:
        reader = csv.DictReader(handle)
        for line_number, row in enumerate(reader, start=2):
            try:
                rows.append({name: float(value) for name, value in row.items() if name != "id"})
            except ValueError as error:
                logging.warning("line %d of %s: %s", line_number, path, error)
    return rows
`,
  },
  {
    name: 'SQL',
    tokens: 110,
    text: `SELECT u.username, COUNT(*) AS calls, SUM(t.total_tokens) AS tokens, SUM(t.cost) / 1000000.0 AS cost
FROM token_usage AS t
JOIN users AS u ON u.id = t.user_id
WHERE t.created_at >= '2026-11-01' AND t.status IN ('complete', 'stopped')
GROUP BY u.username
HAVING SUM(t.total_tokens) > 10000
ORDER BY cost DESC, u.username ASC
LIMIT 20;
`,
  },
  {
    name: 'Rust',
    tokens: 131,
    text: `impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        let end = self.rest.find("\\n\\n")?;
        let (head, tail) = self.rest.split_at(end);
        self.rest = &tail[2..];
        match head.strip_prefix("data: ") {
            Some(data) => Some(Ok(Frame { id: self.next_id(), data })),
            None => Some(Err(ParseError::MissingField { line: self.line })),
        }
    }
}
`,
  },
  {
    name: 'JSON',
    tokens: 144,
    text: `{
  "id": "chatcmpl-7f3a91",
  "object": "chat.completion.chunk",
  "created": 1764019200,
  "model": "deepseek-flash",
  "choices": [{ "index": 0, "delta": { "content": "Hello" }, "finish_reason": null }],
  "usage": { "prompt_tokens": 1482, "completion_tokens": 326, "total_tokens": 1808, "prompt_cache_hit_tokens": 1280 },
  "tags": ["eu-west-1", "beta", "v4.1"]
}
`,
  },
  {
    name: 'a table of numbers',
    tokens: 156,
    text: `| month | revenue | costs | margin |
| --- | ---: | ---: | ---: |
| 2026-01 | 128,450.20 | 97,310.75 | 24.2 % |
| 2026-02 | 131,002.00 | 99,874.10 | 23.8 % |
| 2026-03 | 140,987.65 | 101,220.40 | 28.2 % |
| 2026-04 | 138,410.05 | 104,995.95 | 24.1 % |
| 2026-05 | 152,733.90 | 108,031.00 | 29.3 % |
`,
  },
  {
    name: 'a log',
    tokens: 177,
    text: `2026-11-24T08:15:02.117Z INFO  [req-4f9a2c71] POST /api/chat 200 1834ms user=42 tokens=512
2026-11-24T08:15:03.902Z WARN  [req-88b01e3d] upstream stalled after 30000ms, key=k-17 attempt=2
2026-11-24T08:15:04.010Z ERROR [req-88b01e3d] ECONNRESET 10.0.3.18:443 -> retry in 250ms
2026-11-24T08:15:09.655Z INFO  [req-0c5d7e12] GET /healthz 200 1ms
`,
  },
  {
    name: 'formulas',
    tokens: 104,
    text: `By Bayes' rule $$p(\\theta \\mid x) = \\frac{p(x \\mid \\theta)\\,p(\\theta)}{\\int p(x \\mid \\theta')\\,p(\\theta')\\,d\\theta'}$$ and for $n \\to \\infty$ the estimate $\\hat\\theta_n$ tends to a normal law with variance $\\tfrac{1}{n} I(\\theta_0)^{-1}$, so that the interval is $\\hat\\theta_n \\pm 1.96\\,\\sigma / \\sqrt{n}$.`,
  },
  {
    name: 'a chat with emoji',
    tokens: 75,
    text: `Hey team 👋 the release is out 🎉🚀 Thanks to everybody who tested it over the weekend ❤️ Known issues: the dark theme flickers 🌙, and on phones the keyboard hides the button 📱. Fixes are on the way 🔧 — if you see anything else, drop it here 👇 and add a screenshot 📸🙏`,
  },
  {
    name: 'a conversation in two languages',
    tokens: 91,
    text: `用户问：How do I say "退款" in a polite email? 你可以这样写：

> Dear Sir or Madam, I would like to request a refund for order #20391, which arrived damaged.

其中 “request a refund” 就是“申请退款”，语气比 “give me my money back” 礼貌得多。如果对方没有在 3 个工作日内回复，可以再发一封跟进邮件（follow-up email）。`,
  },
]
