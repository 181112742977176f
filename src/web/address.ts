import type { Config } from '../config.ts'
import { basePath } from '../paths.ts'
import type { AppContext } from './context.ts'
import { isHttps } from './https.ts'

/** Where this client reaches the app, without a slash at the end: as PUBLIC_URL says, or as it has come. */
export function addressOf(c: AppContext, config: Pick<Config, 'publicUrl' | 'trustProxy'>): string {
  if (config.publicUrl) return config.publicUrl + basePath()
  const { host } = new URL(c.req.url)
  return `${isHttps(c, config) ? 'https' : 'http'}://${host}${basePath()}`
}

/** The same without the base path, which every path of ours has already. */
export const originOf = (c: AppContext, config: Pick<Config, 'publicUrl' | 'trustProxy'>): string => new URL(addressOf(c, config)).origin
