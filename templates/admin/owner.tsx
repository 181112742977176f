import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'

type OwnerProps = { chrome: Chrome; userId: string | null; username: string | null }

/** Whose it is, with the way to him; what is nobody's is a test of a key. */
export const Owner = ({ chrome, userId, username }: OwnerProps) =>
  userId === null || username === null ? (
    <span class="muted">{ownerWords(chrome, { userId, username })}</span>
  ) : (
    <a href={paths.adminUser(userId)}>{username}</a>
  )

export const ownerWords = ({ t }: Chrome, { userId, username }: Omit<OwnerProps, 'chrome'>): string =>
  username ?? (userId === null ? t.logs.nobody : t.logs.removed)
