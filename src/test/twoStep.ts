import { type Authenticator, scan } from './authenticator.ts'
import type { Browser, TestApp } from './authApp.ts'

export type TwoStep = { authenticator: Authenticator; recoveryCodes: string[] }

export const codesOn = (html: string): string[] => /<pre tabindex="0">([^<]*)</.exec(html)?.[1]?.split('\n') ?? []

/** Turns on the second factor of whoever is signed in, as a person does. */
export async function turnOnTwoStep({ clock }: TestApp, browser: Browser): Promise<TwoStep> {
  await browser.post('/settings/second-factor', {})
  const authenticator = scan(await (await browser.fetch('/settings/second-factor')).text())
  const response = await browser.post('/settings/second-factor/confirmation', { code: authenticator.code(clock.now) })
  const recoveryCodes = codesOn(await response.text())
  if (recoveryCodes.length !== 10) throw new Error(`turning on answered ${response.status}`)
  return { authenticator, recoveryCodes }
}

export const pendingOn = (html: string): string => /name="pending" value="([^"]+)"/.exec(html)?.[1] ?? ''
