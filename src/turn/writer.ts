import { newId } from '../ids.ts'

/** Names one turn of a process as the one that writes an answer: what it saves late cannot land in a later turn of that answer. */
export const newWriter = (instance: string): string => `${instance}/${newId()}`

/** The process of a writer. */
export const instanceOf = (writer: string): string => writer.split('/', 1)[0] ?? ''

/** What all writers of a process begin with. */
export const writersOf = (instance: string): string => `${instance}/`
