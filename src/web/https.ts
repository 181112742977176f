import type { Config } from '../config.ts'
import type { AppContext } from './context.ts'

/** Whether the browser reached us by https: as PUBLIC_URL says, or a proxy that is trusted. */
export function isHttps(c: AppContext, config: Pick<Config, 'publicUrl' | 'trustProxy'>): boolean {
  if (config.publicUrl) return config.publicUrl.startsWith('https:')
  if (config.trustProxy === 0) return false
  return c.req.header('X-Forwarded-Proto')?.split(',').at(-1)?.trim() === 'https'
}
