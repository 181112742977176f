import type { Instance } from '../world/instance.ts'
import { Client } from './client.ts'
import { eventsOf, wholeText } from './connections.ts'
import { applyFrame, placeOf, wordsOf } from './html.ts'

/** how often a page that lost its stream is loaded anew, of ten times */
const RELOADS = 3

/** A browser: loads the page, and changes it as htmx would by what the stream says. */
export class PageClient extends Client {
  readonly kind = 'page'
  #article: string | null = null
  #lastId: string | null = null

  protected async connect(instance: Instance): Promise<void> {
    if (this.#article === null || this.around.random.between(1, 10) <= RELOADS) await this.#load(instance)
    if (this.ending === null && this.#article !== null) await this.#follow(instance)
  }

  async #load(instance: Instance): Promise<void> {
    const response = await this.open({ url: `${instance.url}/chat/${this.turn.sessionId}`, headers: this.around.user.cookie })
    if (!response) return
    const page = await wholeText(response)
    const place = placeOf(page, `m-${this.turn.messageId}`)
    if (!place) throw new Error('the answer is not on its page')
    this.#article = page.slice(place.start, place.end)
    this.#lastId = null
    this.#look('page')
  }

  async #follow(instance: Instance): Promise<void> {
    const path = /hx-sse:connect="([^"]*)"/.exec(this.#article ?? '')?.[1]?.replaceAll('&amp;', '&')
    if (path === undefined) throw new Error('the page does not say where the rest of its answer is')
    const known = this.#lastId === null ? {} : { 'last-event-id': this.#lastId }
    const headers = { ...this.around.user.cookie, accept: 'text/event-stream', ...known }
    const response = await this.open({ url: instance.url + path, headers })
    if (!response) return
    for await (const { id, name, data } of eventsOf(response)) {
      this.#lastId = id
      if (name !== 'done') this.#article = applyFrame(this.#article ?? '', data)
      this.#look(`frame ${id}`, name === 'done')
    }
  }

  /** `isLast`: the stream is over, so the answer has to be. */
  #look(where: string, isLast = false): void {
    const article = this.#article ?? ''
    const prose = placeOf(article, `b-${this.turn.messageId}`)
    const words = prose ? wordsOf(article.slice(prose.innerStart, prose.innerEnd)) : ''
    this.show(words === '' ? '' : `${words} `, where)
    const status = /data-status="(\w+)"/.exec(article)?.[1] ?? ''
    if (status !== 'streaming') this.ending = status
    else if (isLast) throw new Error(`${where}: the stream is over, and the page still waits`)
  }
}
