import type { LogRow } from '../../src/admin/logs/queries.ts'
import type { Chrome } from '../chrome.ts'
import { sampleRecord } from '../usage/samples.ts'
import { LogsPage } from './logs.tsx'
import { AllRecordsPage } from './records.tsx'

const NONE = { request_id: undefined, user: undefined, status: undefined, from: undefined, to: undefined }

export const sampleCall = (createdAt: Date, text: string): LogRow => ({
  id: 'l1',
  requestId: text,
  userId: 'u2',
  username: text,
  tokenId: 't1',
  tokenName: text,
  keyId: 'k1',
  keyLabel: text,
  model: text,
  status: 'failed',
  httpStatus: 503,
  errorClass: text,
  ttftMs: null,
  durationMs: 61_234,
  bytesIn: 0,
  bytesOut: 12_345_678,
  createdAt,
})

/** For tests: the pages of the log, with `text` wherever a person or a server may have put words. */
export function logPages(chrome: Chrome, text: string) {
  const call = sampleCall(chrome.now, text)
  const fine = { ...call, id: 'l2', status: 'complete', httpStatus: 200, errorClass: null, ttftMs: 640, tokenId: null, tokenName: null }
  const gone = { ...call, id: 'l3', status: text, username: null, tokenName: null, httpStatus: null }
  return {
    logs: (
      <LogsPage
        chrome={chrome}
        calls={[call, fine, gone]}
        filter={{ request_id: text, user: text, status: text, from: text, to: text }}
        isLater
        next={text}
        notice={text}
      />
    ),
    records: (
      <AllRecordsPage
        chrome={chrome}
        records={[
          sampleRecord({ id: text, username: text, model: text, keyLabel: text, requestId: text, currency: text, status: 'failed' }),
          sampleRecord({ userId: null, username: null, estimated: true, status: 'interrupted' }),
        ]}
        keys={[{ id: text, label: text }]}
        filter={{ request_id: text, user: text, model: text, key: text, status: text, from: text, to: text }}
        isLater
        next={text}
        notice={text}
      />
    ),
    noRecords: (
      <AllRecordsPage
        chrome={chrome}
        records={[]}
        keys={[]}
        filter={{ ...NONE, model: undefined, key: undefined }}
        isLater={false}
        next={null}
      />
    ),
    noLogs: <LogsPage chrome={chrome} calls={[]} filter={NONE} isLater={false} next={null} />,
  }
}
