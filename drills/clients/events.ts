import type { Instance } from '../world/instance.ts'
import { Client } from './client.ts'
import { eventsOf, type ServerEvent } from './connections.ts'

type Told = { type: string; content?: string; status?: string; code?: string; message_id?: string; session_id?: string; restarted?: true }

/** Reads server-sent events, and goes on after the last one that it got. */
export class EventClient extends Client {
  readonly kind: string = 'events'
  /** how often it was told to begin anew */
  restarts = 0
  protected lastId: string | null = null

  protected async connect(instance: Instance): Promise<void> {
    const url = `${instance.url}/api/messages/${this.turn.messageId}/stream`
    const known = this.lastId === null ? {} : { 'last-event-id': this.lastId }
    await this.read({ url, headers: { ...this.around.user.bearer, ...known } })
  }

  protected async read(ask: { url: string; headers: Record<string, string>; body?: string }): Promise<void> {
    const response = await this.open(ask)
    if (!response) return
    for await (const event of eventsOf(response)) this.#take(event)
  }

  #take({ id, data }: ServerEvent): void {
    const told = JSON.parse(data) as Told
    if (this.ending !== null) throw new Error(`after the end came ${data}`)
    this.lastId = id
    if (told.type === 'session_id') this.begin(told)
    if (told.type === 'content') this.show(this.content + told.content, `event ${id}`)
    if (told.type === 'done') this.ending = told.status ?? ''
    if (told.type === 'error') this.ending = `failed (${told.code})`
  }

  /** `restarted`: what it had is to be dropped. */
  protected begin({ restarted, message_id, session_id }: Told): void {
    if (restarted) {
      this.content = ''
      this.restarts++
    }
    this.turn.isCalled(message_id ?? '', session_id ?? '')
  }
}

/** Asks the question, again if need be, and then follows like the others. */
export class Asker extends EventClient {
  override readonly kind = 'the asker'

  protected override async connect(instance: Instance): Promise<void> {
    if (this.turn.messageId !== null) return super.connect(instance)
    const { question, clientId } = this.turn
    this.turn.tries++
    const body = JSON.stringify({ message: question, client_id: clientId })
    await this.read({ url: `${instance.url}/api/chat`, headers: { ...this.around.user.bearer, accept: 'text/event-stream' }, body })
  }
}
