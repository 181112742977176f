import { paths } from '../../src/paths.ts'
import type { Chrome } from '../chrome.ts'

type OwnerProps = { chrome: Chrome; userId: string | null; username: string | null }

/** Whose it is, with the way to him; of who is gone only that. */
export const Owner = ({ chrome: { t }, userId, username }: OwnerProps) =>
  userId === null || username === null ? <span class="muted">{t.logs.removed}</span> : <a href={paths.adminUser(userId)}>{username}</a>
