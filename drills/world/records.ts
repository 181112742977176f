import { DatabaseSync } from 'node:sqlite'
import mysql from 'mysql2/promise'

export type AnswerRecord = { id: string; question: string; status: string; content: string; owner: string; errorCode: string | null }
export type UsageRecord = { messageId: string; status: string; estimated: number; completionTokens: number; settled: number }

/** What the database holds, read past the server. */
export type Records = { answers(): Promise<AnswerRecord[]>; questions(): Promise<string[]>; usage(): Promise<UsageRecord[]> }

const ANSWERS = `select a.id, q.content as question, a.status, a.content, a.owner, a.error_code as errorCode
  from messages a join messages q on q.id = a.parent_id where a.role = 'assistant'`
const QUESTIONS = "select content from messages where role = 'user'"
const USAGE = `select message_id as messageId, status, estimated, completion_tokens as completionTokens,
  settled_at is not null as settled from token_usage`

export function openRecords(databaseUrl: string): Records {
  const query = databaseUrl.startsWith('file:') ? fromFile(databaseUrl.slice('file:'.length)) : fromServer(databaseUrl)
  return {
    answers: async () => (await query(ANSWERS)) as AnswerRecord[],
    questions: async () => ((await query(QUESTIONS)) as { content: string }[]).map(({ content }) => content),
    usage: async () => (await query(USAGE)) as UsageRecord[],
  }
}

type Query = (sql: string) => Promise<unknown[]>

function fromFile(path: string): Query {
  return async (sql) => {
    const file = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    try {
      return file.prepare(sql).all()
    } finally {
      file.close()
    }
  }
}

function fromServer(url: string): Query {
  return async (sql) => {
    const connection = await mysql.createConnection(url)
    try {
      return (await connection.query(sql))[0] as unknown[]
    } finally {
      await connection.end()
    }
  }
}
