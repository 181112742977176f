import * as z from 'zod'
import type { Vault } from '../secrets.ts'
import type { AppContext } from '../web/context.ts'
import { localPath } from '../web/localPath.ts'
import { readFields } from '../web/validate.ts'

/** characters of all fields together; what is longer has to be typed again */
const MAX_LENGTH = 64_000

const form = z.object({ action: z.string(), fields: z.array(z.tuple([z.string(), z.string()])) })

/** A form that was sent before its sender had confirmed who he is: kept, as it was, until he has. */
export type CarriedForm = z.output<typeof form>

const ownerOf = (userId: string): string => `${userId}:form`

/** Of the request, sealed for its sender; undefined when it is no form, has files in it, or is too long. */
export async function carryForm(c: AppContext, vault: Vault, userId: string): Promise<string | undefined> {
  const action = localPath(c.req.path + new URL(c.req.url).search)
  const sent = await readFields(c, ['application/x-www-form-urlencoded', 'multipart/form-data']).catch(() => null)
  if (c.req.method !== 'POST' || sent === null || action === null) return undefined
  const fields = Object.entries(sent).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]))
  const text = JSON.stringify({ action, fields })
  return text.length > MAX_LENGTH ? undefined : vault.seal(text, ownerOf(userId))
}

/** Null for what is not ours, or another user's. */
export function openCarriedForm(vault: Vault, sealed: string, userId: string): CarriedForm | null {
  try {
    return form.parse(JSON.parse(vault.open(sealed, ownerOf(userId))))
  } catch {
    return null
  }
}
