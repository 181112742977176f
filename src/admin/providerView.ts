import type { ProviderRow } from '../oidc/service.ts'
import { paths } from '../paths.ts'

/** What an administrator sees of a provider: never its secret. `redirectUri` is what the provider has to be told of us. */
export type ProviderView = Pick<ProviderRow, 'id' | 'name' | 'issuer' | 'clientId' | 'scopes' | 'enabled' | 'registers'> & {
  hasSecret: boolean
  redirectUri: string
}

/** `origin`: where browsers reach this server. */
export function providerView(
  origin: string,
  { id, name, issuer, clientId, secret, scopes, enabled, registers }: ProviderRow,
): ProviderView {
  const redirectUri = origin + paths.providerCallback(id)
  return { id, name, issuer, clientId, scopes, enabled, registers, hasSecret: secret !== null, redirectUri }
}
