import type { Instance } from '../world/instance.ts'
import { Client } from './client.ts'
import { wholeText } from './connections.ts'

const streamOf = (instance: Instance, messageId: string | null): string => `${instance.url}/api/messages/${messageId}/stream`

/** Reads the bare text, each time from its beginning. */
export class TextClient extends Client {
  readonly kind = 'text'

  protected async connect(instance: Instance): Promise<void> {
    const headers = { ...this.around.user.bearer, accept: 'text/plain' }
    const response = await this.open({ url: streamOf(instance, this.turn.messageId), headers })
    if (!response) return
    let text = ''
    for await (const piece of response.setEncoding('utf8')) this.show((text += piece as string), 'text')
    this.show(text, 'text')
    this.ending = 'ended'
  }
}

type WholeAnswer = { content: string; status: string }

/** Waits for the answer as one object. */
export class ObjectClient extends Client {
  readonly kind = 'object'

  protected async connect(instance: Instance): Promise<void> {
    const headers = { ...this.around.user.bearer, accept: 'application/json' }
    const response = await this.open({ url: streamOf(instance, this.turn.messageId), headers })
    if (!response) return
    const { content, status } = JSON.parse(await wholeText(response)) as WholeAnswer
    this.show(content, 'object')
    this.ending = status
  }
}
